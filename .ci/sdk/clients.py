"""Official clients in Python, as a program uses them, and the Python of docs/clients.md, against a
running service: its address is the first argument. The second is that of one that asks for a key,
the third the key."""

import json
import re
import sys
import urllib.request
from pathlib import Path

from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError
from langchain_openai import OpenAIEmbeddings

url, keyed, key = sys.argv[1:]
texts = ["Paciente con fiebre.", "Dolor torácico."]
masked = "Presenta dolor <mask> intenso."


def post(path: str, body: object) -> list:
    request = urllib.request.Request(
        url + path, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def differ(some: list[list[float]], others: list[list[float]]) -> float:
    pairs = zip(some, others, strict=True)
    return max(abs(a - b) for pair in pairs for a, b in zip(*pair, strict=True))


vectors = post("/embed", {"inputs": texts})

# With check_embedding_ctx_length, its default, it would send tokens of OpenAI's own vocabulary,
# which it downloads first, and which are others than the model's.
embeddings = OpenAIEmbeddings(
    base_url=f"{url}/v1", api_key="none", model="clinical-es-mini", check_embedding_ctx_length=False
)
assert differ(embeddings.embed_documents(texts), vectors) < 1e-6
assert differ([embeddings.embed_query(texts[0])], vectors[:1]) < 1e-6
print("langchain_openai: OpenAIEmbeddings gives the vectors of /embed")

client = InferenceClient(url)
filled = client.fill_mask(masked, top_k=2)
answer = post("/fill-mask", {"inputs": masked, "parameters": {"top_k": 2}})
assert [(one.token_str, one.score) for one in filled] == [
    (one["token_str"], one["score"]) for one in answer
]
scores = client.sentence_similarity(texts[0], other_sentences=texts)
assert scores == post("/similarity", {"inputs": {"source_sentence": texts[0], "sentences": texts}})
# The model's own task is to fill masks; its vectors lie at a path.
[vector] = InferenceClient(f"{url}/embed").feature_extraction(texts[0]).tolist()
assert differ([vector], vectors[:1]) < 1e-6
try:
    client.fill_mask("Sin hueco.")
    raise AssertionError("a text without a mask was answered")
except HfHubHTTPError as error:
    assert "No mask_token" in str(error), error
print("huggingface_hub: InferenceClient fills masks, compares and embeds; errors tell what is wrong")

embeddings = OpenAIEmbeddings(
    base_url=f"{keyed}/v1", api_key=key, model="clinical-es-mini", check_embedding_ctx_length=False
)
assert differ(embeddings.embed_documents(texts), vectors) < 1e-6
assert InferenceClient(keyed, token=key).fill_mask(masked, top_k=2)[0].token == filled[0].token
try:
    InferenceClient(keyed, token="of-another-house-2026").fill_mask(masked)
    raise AssertionError("a wrong key was answered")
except HfHubHTTPError as error:
    assert error.response.status_code == 401, error
print("both send a key where they are given one")

page = Path(__file__).parents[2] / "docs" / "clients.md"
documented: dict = {}
blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
for block in blocks:
    exec(block.replace("http://127.0.0.1:8080", url), documented)
sentences = documented["Sentences"](url)
assert differ(sentences.encode(texts, batch_size=1).tolist(), vectors) < 1e-6
assert sentences.encode(texts[0]).shape == (len(vectors[0]),)
print(f"docs/clients.md: {len(blocks)} pieces of Python run")

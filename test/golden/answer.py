"""Asks Python's transformers and sentence-transformers what expected.json of a folder asks, and
writes their answers into it:

    python test/golden/answer.py test/golden/electra-mlm …

Only for whoever wants the answers of another version; nothing in the project runs it. Floats are
32-bit and texts go alone, so that there is no padding. Needs torch, transformers and, for folders
with modules.json, sentence-transformers.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from transformers import AutoModel, AutoTokenizer, pipeline

PIPELINES = ["fill-mask", "token-classification", "text-classification"]


def plain(value):
    """Answers of pipelines have numpy's numbers in them."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    value = value.item() if hasattr(value, "item") else value
    return round(value, 8) if isinstance(value, float) else value


def answer_tokens(tokenizer, case):
    encoded = tokenizer(case["text"], return_offsets_mapping=True)
    ids = encoded["input_ids"]
    case["ids"] = ids
    case["tokens"] = tokenizer.convert_ids_to_tokens(ids)
    case["offsets"] = encoded["offset_mapping"]
    case["decoded"] = tokenizer.decode(
        ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
    )


def answer_vectors(tokenizer, model, case):
    whole = tokenizer(case["text"])["input_ids"]
    limit = tokenizer.model_max_length
    cut = tokenizer(case["text"], truncation=True, return_tensors="pt")
    with torch.no_grad():
        states = model(**cut).last_hidden_state[0]
    case["truncated"] = len(whole) > limit
    case["tokens"] = len(states)
    for name, vector in {"mean": states.mean(0), "cls": states[0]}.items():
        case[name] = [round(value, 7) for value in vector.tolist()]
        normalized = torch.nn.functional.normalize(vector, dim=0).tolist()
        case[f"{name}_normalized"] = [round(value, 7) for value in normalized]


def answer_sentences(folder, cases):
    import sentence_transformers

    model = sentence_transformers.SentenceTransformer(str(folder), device="cpu").float()
    limit = model.max_seq_length
    for case in cases:
        case["truncated"] = len(model.tokenizer(case["text"])["input_ids"]) > limit
        case["vector"] = [round(value, 7) for value in model.encode(case["text"]).tolist()]
    return sentence_transformers.__version__


def answer(folder):
    expected = json.loads((folder / "expected.json").read_text())
    expected["transformers"] = transformers.__version__
    inner = folder / "0_Transformer"
    path = str(inner if inner.exists() else folder)
    tokenizer = AutoTokenizer.from_pretrained(path)
    for case in expected["tokenize"]:
        answer_tokens(tokenizer, case)
    if "encode" in expected:
        expected["sentence_transformers"] = answer_sentences(folder, expected["encode"])
    if "embed" in expected:
        model = AutoModel.from_pretrained(path, dtype=torch.float32).eval()
        for case in expected["embed"]:
            answer_vectors(tokenizer, model, case)
    for task in PIPELINES:
        cases = expected.get(task.replace("-", "_"), [])
        pipe = pipeline(task, model=path, dtype=torch.float32, device="cpu") if cases else None
        for case in cases:
            parameters = case.get("parameters", {})
            if task == "text-classification":
                parameters = {"top_k": None, **parameters}
            case["outputs"] = plain(pipe(case["inputs"], **parameters))
    text = json.dumps(expected, ensure_ascii=False, indent=0)
    (folder / "expected.json").write_text(text)


for argument in sys.argv[1:]:
    answer(Path(argument))

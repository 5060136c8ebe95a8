"""Embeds texts one by one with plain onnxruntime on a traced export, pooled by their mean.

Reads lines of JSON from standard input and answers each with one. The first line is
{"export": FILE, "tokenizer": FILE, "threads": N}, the others {"texts": [...]}.
"""

import json
import sys
import time

import numpy
import onnxruntime
import tokenizers


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    asked = json.loads(sys.stdin.readline())
    tokenizer = tokenizers.Tokenizer.from_file(asked["tokenizer"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = asked["threads"]
    session = onnxruntime.InferenceSession(
        asked["export"], options, providers=["CPUExecutionProvider"]
    )

    def embed(text):
        encoding = tokenizer.encode(text)
        inputs = {
            "input_ids": numpy.array([encoding.ids], dtype=numpy.int64),
            "attention_mask": numpy.array([encoding.attention_mask], dtype=numpy.int64),
        }
        states = session.run(["last_hidden_state"], inputs)[0]
        vector = states[0].mean(axis=0)
        return vector / numpy.linalg.norm(vector)

    answer({"versions": {"onnxruntime": onnxruntime.__version__}})
    for line in sys.stdin:
        started = time.perf_counter()
        vectors = [embed(text) for text in json.loads(line)["texts"]]
        answer({"seconds": time.perf_counter() - started, "first": vectors[0].tolist()})


main()

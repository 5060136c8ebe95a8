"""Fills masks with the pipeline of transformers, one text a call.

Reads lines of JSON from standard input and answers each with one. The first line is
{"checkpoint": FOLDER, "threads": N}, the others {"texts": [...]}.
"""

import json
import sys
import time

import torch
import transformers


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    asked = json.loads(sys.stdin.readline())
    torch.set_num_threads(asked["threads"])
    fill = transformers.pipeline("fill-mask", model=asked["checkpoint"], device="cpu")
    versions = {"transformers": transformers.__version__, "torch": torch.__version__}
    answer({"versions": versions})
    for line in sys.stdin:
        started = time.perf_counter()
        filled = [fill(text) for text in json.loads(line)["texts"]]
        seconds = time.perf_counter() - started
        answer({"seconds": seconds, "first": [candidate["token"] for candidate in filled[0]]})


main()

"""Writes the encoder of a checkpoint as a plain traced ONNX export, as one does with torch.

Reads one line of JSON from standard input: {"checkpoint": FOLDER, "file": FILE}.
"""

import json
import sys

import torch
from transformers import AutoModel, AutoTokenizer


class Encoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def main():
    asked = json.loads(sys.stdin.readline())
    tokenizer = AutoTokenizer.from_pretrained(asked["checkpoint"])
    encoder = Encoder(AutoModel.from_pretrained(asked["checkpoint"])).eval()
    example = tokenizer(["Paciente con fiebre y tos."] * 2, return_tensors="pt")
    axes = {0: "batch", 1: "tokens"}
    names = ["input_ids", "attention_mask"]
    torch.onnx.export(
        encoder,
        tuple(example[name] for name in names),
        asked["file"],
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes={name: axes for name in [*names, "last_hidden_state"]},
        opset_version=17,
        dynamo=False,
    )


main()

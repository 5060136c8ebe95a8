"""Teaches schemathesis bodies of lines: a request has one line, and its answer is that to the line."""

import json

import schemathesis

LINES = "application/x-ndjson"


@schemathesis.serializer(LINES)
def write_line(_context, value):
    return json.dumps(value).encode() + b"\n"


@schemathesis.deserializer(LINES)
def read_line(_context, response):
    [line] = response.content.splitlines()
    return json.loads(line)

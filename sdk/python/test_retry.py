"""``python -m unittest test_retry.py``, where the client is installed."""

import asyncio
import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from mascarilla_client import Client
from mascarilla_client.api.tasks import embed
from mascarilla_client.models import EmbedRequest, Error
from mascarilla_client.retry import retrying

BODY = EmbedRequest(inputs="tos")


class Service(ThreadingHTTPServer):
    """Answers with these statuses, one after the other."""

    def __init__(self, statuses: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.statuses = statuses
        self.bodies: list[bytes] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def client(self, retries: int = 4) -> Client:
        return Client(
            base_url=f"http://127.0.0.1:{self.server_port}",
            httpx_args={"transport": retrying(retries)},
        )


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        status = self.server.statuses.pop(0)
        self.send_response(status)
        error = b'{"error": "busy", "error_type": "overloaded", "code": "OVERLOADED", "request_id": "1"}'
        answer = b"[[1, 2]]" if status == 200 else error
        self.send_header("retry-after", "1")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


class RetryTest(unittest.TestCase):
    def serve(self, *statuses: int) -> Service:
        service = Service(list(statuses))
        self.addCleanup(service.server_close)
        self.addCleanup(service.shutdown)
        return service

    def test_a_busy_service_is_asked_again(self) -> None:
        service = self.serve(429, 503, 200)
        self.assertEqual(embed.sync(client=service.client(), body=BODY), [[1, 2]])
        self.assertEqual([json.loads(body)["inputs"] for body in service.bodies], ["tos"] * 3)

    def test_also_asynchronously(self) -> None:
        service = self.serve(503, 200)
        self.assertEqual(asyncio.run(embed.asyncio(client=service.client(), body=BODY)), [[1, 2]])

    def test_the_last_answer_is_given(self) -> None:
        service = self.serve(429, 503)
        answer = embed.sync(client=service.client(retries=1), body=BODY)
        self.assertIsInstance(answer, Error)

    def test_other_errors_are_not_tried_again(self) -> None:
        for status in (400, 422, 500, 504):
            service = self.serve(status)
            self.assertIsInstance(embed.sync(client=service.client(), body=BODY), Error)


if __name__ == "__main__":
    unittest.main()

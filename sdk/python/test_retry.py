"""``python -m unittest test_retry.py``, where the client is installed. Waits are not waited for."""

import asyncio
import json
import threading
import time
import unittest
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

from mascarilla_client import Client
from mascarilla_client.api.tasks import embed
from mascarilla_client.models import EmbedRequest, Error
from mascarilla_client.retry import retrying

BODY = EmbedRequest(inputs="tos")


class Service(ThreadingHTTPServer):
    """Answers with these statuses, each with its Retry-After, one after the other."""

    def __init__(self, answers: list[tuple[int, str | None]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.bodies: list[bytes] = []
        threading.Thread(target=self.serve_forever, args=[0.01], daemon=True).start()

    def client(self, retries: int = 4) -> Client:
        return Client(
            base_url=f"http://127.0.0.1:{self.server_port}",
            httpx_args={"transport": retrying(retries)},
        )


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        status, retry_after = self.server.answers.pop(0)
        self.send_response(status)
        error = b'{"error": "busy", "error_type": "overloaded", "code": "OVERLOADED", "request_id": "1"}'
        answer = b"[[1, 2]]" if status == 200 else error
        if retry_after is not None:
            self.send_header("retry-after", retry_after)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


class RetryTest(unittest.TestCase):
    def setUp(self) -> None:
        self.waits: list[float] = []
        self.enterContext(mock.patch("time.sleep", self.waits.append))

        sleep = asyncio.sleep

        async def asleep(seconds: float) -> None:
            # Zero is how libraries let others run.
            if seconds > 0:
                self.waits.append(seconds)
            await sleep(0)

        self.enterContext(mock.patch("asyncio.sleep", asleep))

    def serve(self, *answers: tuple[int, str | None]) -> Service:
        service = Service(list(answers))
        self.addCleanup(service.server_close)
        self.addCleanup(service.shutdown)
        return service

    def test_a_busy_service_is_asked_again(self) -> None:
        service = self.serve((429, "7"), (503, "2"), (200, None))
        self.assertEqual(embed.sync(client=service.client(), body=BODY), [[1, 2]])
        self.assertEqual([json.loads(body)["inputs"] for body in service.bodies], ["tos"] * 3)
        self.assertEqual(self.waits, [7, 2])

    def test_also_asynchronously(self) -> None:
        service = self.serve((503, "7"), (200, None))
        self.assertEqual(asyncio.run(embed.asyncio(client=service.client(), body=BODY)), [[1, 2]])
        self.assertEqual(self.waits, [7])

    def test_retry_after_may_be_a_date(self) -> None:
        later, earlier = (formatdate(time.time() + s, usegmt=True) for s in (50, -50))
        service = self.serve((503, later), (503, earlier), (200, None))
        embed.sync(client=service.client(), body=BODY)
        waited, passed = self.waits
        self.assertTrue(5 < waited <= 50, self.waits)
        self.assertLessEqual(passed, 1)

    def test_waits_grow_without_retry_after(self) -> None:
        service = self.serve((503, None), (429, "soon"), (503, ""), (200, None))
        embed.sync(client=service.client(), body=BODY)
        for wait, longest in zip(self.waits, (0.5, 1, 2), strict=True):
            self.assertTrue(longest / 2 <= wait <= longest, self.waits)

    def test_waits_are_bounded_whatever_retry_after_says(self) -> None:
        for far in ("3600", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"):
            self.waits.clear()
            service = self.serve((503, "20"), (503, far), (503, far))
            self.assertIsInstance(embed.sync(client=service.client(), body=BODY), Error)
            self.assertEqual(self.waits, [20, 40])

    def test_the_last_answer_is_given(self) -> None:
        service = self.serve((429, "1"), (503, "1"))
        answer = embed.sync(client=service.client(retries=1), body=BODY)
        self.assertIsInstance(answer, Error)

    def test_other_errors_are_not_tried_again(self) -> None:
        for status in (400, 422, 500, 504):
            service = self.serve((status, "1"))
            self.assertIsInstance(embed.sync(client=service.client(), body=BODY), Error)
        self.assertEqual(self.waits, [])


if __name__ == "__main__":
    unittest.main()

"""Tries again where the service is busy or cannot be reached."""

from http import HTTPStatus

import httpx
from httpx_retries import Retry, RetryTransport


def retrying(retries: int = 4, longest_wait: float = 60) -> RetryTransport:
    """A transport for a client, synchronous or not: ``httpx_args={"transport": retrying()}``.

    429, 503 and a service that cannot be reached are tried again after what ``Retry-After`` says,
    or else after ever longer waits. No operation changes anything, so trying again is safe.
    ``longest_wait`` is how many seconds all waits of a request take at most: where ``Retry-After``
    says more, so long is waited for a last try.
    """
    return RetryTransport(
        retry=Retry(
            total=retries,
            allowed_methods=["GET", "POST"],
            status_forcelist=[HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE],
            retry_on_exceptions=[httpx.NetworkError, httpx.RemoteProtocolError],
            backoff_factor=0.25,
            backoff_jitter=0.5,
            max_backoff_wait=longest_wait,
            total_timeout=longest_wait,
        )
    )

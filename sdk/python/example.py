"""Asks a running service: ``python example.py http://127.0.0.1:8080 [KEY]``."""

import asyncio
import sys

import httpx
from mascarilla_client import AuthenticatedClient, Client
from mascarilla_client.api.tasks import embed, fill_mask
from mascarilla_client.models import (
    EmbedRequest,
    EmbedRequestOnError,
    Error,
    FillMaskCandidate,
    FillMaskRequest,
    FillMaskRequestParameters,
    ItemError,
)
from mascarilla_client.retry import retrying


def main(client: Client | AuthenticatedClient) -> None:
    # One text with one mask.
    filled = fill_mask.sync(
        client=client,
        body=FillMaskRequest(
            inputs="El único antecedente personal a reseñar era la <mask> arterial.",
            parameters=FillMaskRequestParameters(top_k=3),
        ),
    )
    if not isinstance(filled, list):
        raise SystemExit(f"no answer: {filled}")
    for candidate in filled:
        # A list of lists is what a text with several masks has.
        if isinstance(candidate, FillMaskCandidate):
            print(f"{candidate.score:.4f}{candidate.token_str}")

    # An error of the whole request is a value: its code is stable.
    refused = fill_mask.sync_detailed(client=client, body=FillMaskRequest(inputs="No falta nada."))
    if isinstance(refused.parsed, Error):
        print(refused.status_code.value, refused.parsed.code)


async def main_async(client: Client | AuthenticatedClient) -> None:
    # A text that cannot be answered spoils its own place alone.
    body = EmbedRequest(
        inputs=["Paciente con fiebre y tos.", ""], on_error=EmbedRequestOnError.ITEM
    )
    embedded = await embed.asyncio(client=client, body=body)
    if not isinstance(embedded, list):
        raise SystemExit(f"no answer: {embedded}")
    for item in embedded:
        print(item.code if isinstance(item, ItemError) else f"a vector of {len(item)} numbers")


def connect(
    base_url: str = "http://127.0.0.1:8080", key: str | None = None
) -> Client | AuthenticatedClient:
    """A service that is busy is asked again; one that asks for a key is sent it."""
    timeout = httpx.Timeout(10)
    patient = {"transport": retrying()}
    if key is None:
        return Client(base_url, timeout=timeout, httpx_args=patient)
    return AuthenticatedClient(base_url, key, timeout=timeout, httpx_args=patient)


if __name__ == "__main__":
    with connect(*sys.argv[1:]) as client:
        main(client)
    asyncio.run(main_async(connect(*sys.argv[1:])))

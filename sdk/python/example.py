"""Asks a running service: ``python example.py http://127.0.0.1:8080``."""

import asyncio
import sys

import httpx
from mascarilla_client import Client
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


def main(client: Client) -> None:
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


async def main_async(client: Client) -> None:
    # A text that cannot be answered spoils its own place alone.
    body = EmbedRequest(
        inputs=["Paciente con fiebre y tos.", ""], on_error=EmbedRequestOnError.ITEM
    )
    embedded = await embed.asyncio(client=client, body=body)
    if not isinstance(embedded, list):
        raise SystemExit(f"no answer: {embedded}")
    for item in embedded:
        print(item.code if isinstance(item, ItemError) else f"a vector of {len(item)} numbers")


def connect(base_url: str) -> Client:
    """A service that is busy is asked again; one that asks for a key wants AuthenticatedClient."""
    return Client(
        base_url=base_url,
        timeout=httpx.Timeout(10),
        httpx_args={"transport": retrying()},
        raise_on_unexpected_status=True,
    )


if __name__ == "__main__":
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
    with connect(address) as client:
        main(client)
    asyncio.run(main_async(connect(address)))

"""Search and completion over HTTP, with FastAPI.

KLIPING_ARCHIVE=arsip.kliping uvicorn --app-dir examples fastapi_app:app

A search is a few milliseconds of work, not of waiting: `asyncio.to_thread` keeps it off the event
loop, and one `Archive` serves all threads.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request

import kliping


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep the archive open while the application runs."""
    path = os.environ.get("KLIPING_ARCHIVE", "arsip.kliping")
    with await asyncio.to_thread(kliping.open, path) as archive:
        app.state.archive = archive
        yield


app = FastAPI(title="kliping", lifespan=lifespan)


@app.get("/search")
async def search(
    request: Request,
    q: str,
    limit: Annotated[int, Query(ge=0, le=100)] = 10,
    facet: Annotated[list[str] | None, Query()] = None,
) -> dict[str, Any]:
    """Return hits and facet counts; status 400 where the query cannot be understood."""
    archive: kliping.Archive = request.app.state.archive
    try:
        found = await asyncio.to_thread(archive.search, q, limit=limit, facets=facet or [])
    except kliping.QueryError as error:
        fault = {"error": str(error), "offset": error.offset, "length": error.length}
        raise HTTPException(400, fault) from None
    except kliping.ArgumentError as error:
        raise HTTPException(400, {"error": str(error)}) from None
    return found.to_dict()


@app.get("/suggest")
async def suggest(request: Request, q: str) -> list[dict[str, Any]]:
    """Return completions of the last word of a query being typed."""
    archive: kliping.Archive = request.app.state.archive
    found = await asyncio.to_thread(archive.suggest, q)
    return [completion.to_dict() for completion in found]

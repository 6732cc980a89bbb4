"""A search page over an archive, with Flask.

KLIPING_ARCHIVE=arsip.kliping flask --app examples/flask_app run

One `Archive` serves every thread of the server. A query that cannot be understood is the user's
error: status 400, with the place of the fault.
"""

import os
from typing import Any

from flask import Flask, render_template_string, request

import kliping
from kliping.highlight.marks import mark_html

PAGE = """<!doctype html>
<title>kliping</title>
<form><input name="q" value="{{ query }}" autofocus> <button>Cari</button></form>
{% if fault %}<p>{{ fault }}</p>{% endif %}
{% if found %}
<p>{{ found.total }} articles</p>
<ol>{% for hit in found.hits %}
<li><b>{{ hit.title }}</b> {{ hit.outlet or "" }} {{ hit.published or "" }}
<p>{{ marked(hit.snippet, hit.marks) | safe }}</p></li>
{% endfor %}</ol>
{% for facet in found.facets.values() %}
<h2>{{ facet.field }}</h2>
<ul>{% for value in facet.values %}<li>{{ value.value }} ({{ value.count }})</li>{% endfor %}</ul>
{% endfor %}
{% endif %}"""


def create_app(path: str | None = None) -> Flask:
    """Return the application over the archive in this folder."""
    app = Flask(__name__)
    archive = kliping.open(path or os.environ.get("KLIPING_ARCHIVE", "arsip.kliping"))

    @app.get("/")
    def page() -> tuple[str, int]:
        query = request.args.get("q", "")
        found, fault = None, None
        if query:
            try:
                found = archive.search(query, facets=["speaker:5", "person:5"])
            except kliping.QueryError as error:
                fault = str(error)
        # The marks are escaped piece by piece, so the snippet is safe to show as HTML.
        shown = render_template_string(
            PAGE, query=query, found=found, fault=fault, marked=mark_html
        )
        return shown, 400 if fault else 200

    @app.get("/api/search")
    def search() -> tuple[dict[str, Any], int]:
        try:
            found = archive.search(
                request.args.get("q", "*"),
                limit=request.args.get("limit", 10, type=int),
                facets=request.args.getlist("facet"),
            )
        except kliping.QueryError as error:
            return {"error": str(error), "offset": error.offset, "length": error.length}, 400
        except kliping.ArgumentError as error:
            return {"error": str(error)}, 400
        return found.to_dict(), 200

    return app

"""The yardstick: a bare aiohttp application that answers every request with a constant."""

import asyncio
import sys

from aiohttp import web

ANSWER = (
    b'{"id":"Umx5c6F7pH7r","created_on":"2018-05-05T23:23:22.29Z","name":"a.mp3",'
    b'"status":"in_progress","type":"async","language":"en"}'
)


async def answer(_: web.Request) -> web.Response:
    return web.Response(body=ANSWER, content_type="application/json")


if __name__ == "__main__":
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    loop = asyncio.new_event_loop()
    if "--uvloop" in sys.argv:
        import uvloop

        loop = uvloop.new_event_loop()
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None, loop=loop)

"""The few requests that a registry of OCI artifacts is spoken to with, over the standard library."""

from __future__ import annotations

import base64
import ipaddress
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from corpuslint.errors import TargetError
from corpuslint.packaging.targets.contents import Item, read_pieces

# Who pushes: a name with a password or token, or a token alone.
USER, PASSWORD, TOKEN = "CORPUSLINT_OCI_USER", "CORPUSLINT_OCI_PASSWORD", "CORPUSLINT_OCI_TOKEN"

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
# Registries need take no larger manifest.
_LARGEST_MANIFEST = 4 << 20
_PATIENCE = 60
# What a registry says at greater length tells no more.
_LONGEST = 200
_REDIRECTS = 3
_OK, _CREATED, _ACCEPTED, _UNAUTHORIZED, _NOT_FOUND = 200, 201, 202, 401, 404
_PARAMETER = re.compile(r'([a-z]+)="([^"]*)"')


class Registry:
    """One repository of a registry."""

    def __init__(self, shown: str, host: str, repository: str, *, plain_http: bool) -> None:
        is_local = self._is_local = _is_loopback(urlsplit(f"//{host}").hostname or "")
        self._shown = shown
        self._top = f"{'http' if plain_http or is_local else 'https'}://{host}"
        self._repository = repository
        # What is on this machine is not asked through a proxy.
        self._opener = build_opener(_NoRedirect, *([ProxyHandler({})] if is_local else []))
        token = os.environ.get(TOKEN)
        self._authorization = f"Bearer {token}" if token else None

    def manifest(self, tag: str) -> bytes | None:
        """The manifest of a tag; None if there is none.

        Raises:
            TargetError: the registry refuses, or holds something larger than a manifest.
        """
        with self._asked("GET", f"manifests/{tag}", {"Accept": MANIFEST_TYPE}, (_OK, _NOT_FOUND)) as answer:
            if answer.status == _NOT_FOUND:
                return None
            content: bytes = answer.read(_LARGEST_MANIFEST + 1)
            if len(content) > _LARGEST_MANIFEST:
                raise self._failure("the manifest is larger than a manifest may be")
            if answer.length:
                raise self._failure("the answer breaks off")
        return content

    def put_manifest(self, tag: str, content: bytes) -> None:
        """Store a manifest under a tag.

        Raises:
            TargetError: the registry refuses.
        """
        with self._asked("PUT", f"manifests/{tag}", {"Content-Type": MANIFEST_TYPE}, (_CREATED,), content):
            pass

    def put_blob(self, sha256: str, size: int, content: Item | bytes) -> None:
        """Store a blob, unless it is there.

        Raises:
            TargetError: the registry refuses.
            OSError: the file cannot be read.
        """
        with self._asked("HEAD", f"blobs/sha256:{sha256}", {}, (_OK, _NOT_FOUND)) as answer:
            if answer.status == _OK:
                return
        with self._asked("POST", "blobs/uploads/", {"Content-Length": "0"}, (_ACCEPTED,), b"") as answer:
            place = urljoin(answer.url, answer.headers.get("Location", ""))
        if not place.startswith(f"{self._top}/"):
            raise self._failure(f"it wants the files at {urlsplit(place).hostname}, which is another host")
        place += f"{'&' if '?' in place else '?'}{urlencode({'digest': f'sha256:{sha256}'})}"
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        if isinstance(content, bytes):
            with self._asked("PUT", place, headers, (_CREATED,), content):
                return
        with content.path.open("rb") as stream, self._asked("PUT", place, headers, (_CREATED,), stream):
            pass

    def blob(self, digest: str) -> Iterator[bytes]:
        """The content of a blob, in pieces.

        Raises:
            TargetError: the registry has none, or breaks off.
        """
        with self._asked("GET", f"blobs/{digest}", {}, (_OK,)) as answer:
            yield from read_pieces(answer)
            if answer.length:
                raise self._failure("the answer breaks off")

    @contextmanager
    def _asked(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        fine: tuple[int, ...],
        body: bytes | IO[bytes] | None = None,
    ) -> Iterator[HTTPResponse]:
        """The answer to a request, if its status is one of the fine ones; what goes wrong as an error of the target."""
        url = path if "://" in path else f"{self._top}/v2/{self._repository}/{path}"
        try:
            answer = self._open(method, url, headers, body)
            if answer.status == _UNAUTHORIZED:
                with answer:
                    self._authorization = self._authorize(answer.headers.get("WWW-Authenticate", ""))
                if not isinstance(body, bytes | None):
                    body.seek(0)
                answer = self._open(method, url, headers, body)
            with answer:
                if answer.status not in fine:
                    raise self._failure(_told(answer))
                yield answer
        except URLError as error:
            raise self._failure(str(error.reason)) from error
        except HTTPException as error:
            raise self._failure(f"the answer breaks off or is none of HTTP ({type(error).__name__})") from error
        except OSError as error:
            raise self._failure(error.strerror or str(error)) from error
        except ValueError as error:  # urllib says it of addresses
            raise self._failure(f"an address cannot be used: {error}"[:_LONGEST]) from error

    def _open(self, method: str, url: str, headers: Mapping[str, str], body: bytes | IO[bytes] | None) -> HTTPResponse:
        """The answer to a request; of what is only read, from wherever the registry says that it lies."""
        for _ in range(_REDIRECTS):
            # Who we are is for the registry alone, not for the store that it may point to.
            own = url.startswith(f"{self._top}/") and self._authorization
            request = Request(url, body, {**headers, **({"Authorization": own} if own else {})}, method=method)
            answer = _open(self._opener, request)
            place = answer.headers.get("Location")
            if not 300 <= answer.status < 400 or not place or method not in ("GET", "HEAD"):
                return answer
            answer.close()
            url = urljoin(url, place)
            if not url.startswith(("https://", f"{self._top}/")):
                raise self._failure(f"it points to {urlsplit(url).hostname}, without encryption")
        raise self._failure("it points from one place to the next")

    def _authorize(self, challenge: str) -> str | None:
        """What to answer to a registry that asks who we are; None if we do not know."""
        user, password = os.environ.get(USER), os.environ.get(PASSWORD)
        basic = base64.b64encode(f"{user}:{password}".encode()).decode() if user and password else None
        kind, _, rest = challenge.partition(" ")
        if kind.lower() == "basic":
            return f"Basic {basic}" if basic else None
        if kind.lower() != "bearer" or os.environ.get(TOKEN):
            return self._authorization
        asked = dict(_PARAMETER.findall(rest))
        realm = asked.get("realm", "")
        is_near = self._is_local and _is_loopback(urlsplit(realm).hostname or "")
        if not is_near and not realm.startswith(("https://", f"{self._top}/")):
            raise self._failure("it asks for a token from a place that is not encrypted")
        query = {"service": asked.get("service", ""), "scope": f"repository:{self._repository}:pull,push"}
        url = f"{realm}{'&' if '?' in realm else '?'}{urlencode({key: one for key, one in query.items() if one})}"
        with _open(self._opener, Request(url, headers={"Authorization": f"Basic {basic}"} if basic else {})) as answer:
            if answer.status != _OK:
                raise self._failure(_told(answer))
            found = read_json(answer.read(_LARGEST_MANIFEST)) or {}
        token = found.get("token") or found.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise self._failure("it gives no token")
        return f"Bearer {token}"

    def _failure(self, what: str) -> TargetError:
        return TargetError(f"{self._shown}: {what}")


def read_json(content: bytes) -> dict[str, Any] | None:
    """An object in JSON; None for anything else."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class _NoRedirect(HTTPRedirectHandler):
    """Leaves redirects to the caller."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow none."""


def _open(opener: OpenerDirector, request: Request) -> HTTPResponse:
    """The answer, whatever its status."""
    try:
        answer: HTTPResponse = opener.open(request, timeout=_PATIENCE)
    except HTTPError as error:
        return error  # type: ignore[return-value]  # it is an answer too
    return answer


def _told(answer: HTTPResponse) -> str:
    """What a registry says of a request that it refuses."""
    errors = (read_json(answer.read(_LARGEST_MANIFEST)) or {}).get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    words = [str(first[key]) for key in ("code", "message") if first.get(key)]
    hint = f"; set {USER} and {PASSWORD}" if answer.status == _UNAUTHORIZED else ""
    return (
        f"the registry answers {answer.status} {answer.reason}{''.join(f', {one}' for one in words)[:_LONGEST]}{hint}"
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

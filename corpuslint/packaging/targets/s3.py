"""S3 and what speaks like it: the files of a package as objects below NAME-VERSION/.

``datapackage-digest.json`` is sent last, once all else has been read back: without it, no reader takes the objects for
a package. No object is ever written over. What an interrupted push leaves is taken up by the next one.
botocore is an extra; this module is imported only for such an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from corpuslint.errors import TargetError
from corpuslint.packaging.reading import Package
from corpuslint.packaging.targets import TargetOptions
from corpuslint.packaging.targets.contents import (
    MARKER,
    Item,
    Stored,
    count_files,
    items_of,
    media_type,
    read_pieces,
    require_proven,
    require_same,
    versioned_name,
)

# Larger files are sent in parts, of which there may be 10,000, each of at least five million bytes.
_PART = 16 << 20
_PARTS = 9_000
# Where an object tells its own hash, so that one that is there need not be fetched to be recognised.
_HASH = "sha256"
# Answers that say that an object is there, or came to be there meanwhile.
_TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")


class S3Target:
    """Objects below a prefix of a bucket."""

    def __init__(self, address: str, bucket: str, prefix: str) -> None:
        self._address = address
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = _client(address)

    def plan(self, package: Package) -> str:
        """See ``Target``."""
        return f"{count_files(items_of(package))} to {self._shown(package)}"

    def holds(self, package: Package) -> bool:
        """See ``Target``."""
        with _told(self._shown(package)):
            if MARKER not in self._names(package):
                return False
            require_same(self._shown(package), package, items_of(package), self._stored(package))
        return True

    def send(self, package: Package) -> None:
        """See ``Target``."""
        shown = self._shown(package)
        *items, marker = items_of(package)
        with _told(shown):
            foreign = sorted(self._names(package) - {item.name for item in items})
            if foreign:
                raise TargetError(
                    f"{shown}{foreign[0]}: is no file of this package; remove it, or choose another place"
                )
            for item in items:
                self._put(package, item)
            require_proven(shown, items, self._stored(package))
            self._put(package, marker)
            require_proven(shown, [marker], [(marker.name, self._pieces(self._key(package) + marker.name))])

    def _key(self, package: Package) -> str:
        return f"{self._prefix}{versioned_name(package)}/"

    def _shown(self, package: Package) -> str:
        return f"s3://{self._bucket}/{self._key(package)}"

    def _names(self, package: Package) -> set[str]:
        return set(self._list(self._key(package)))

    def _list(self, key: str) -> Iterator[str]:
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=key):
            for entry in page.get("Contents", ()):
                if entry["Key"] != key:  # what some tools put there to show a folder
                    yield entry["Key"].removeprefix(key)

    @contextmanager
    def files(self) -> Iterator[Stored]:
        """See ``Source``: what lies below the prefix itself."""
        with _told(self._address):
            yield self._below(self._prefix)

    def _stored(self, package: Package) -> Stored:
        return self._below(self._key(package))

    def _below(self, key: str) -> Stored:
        for name in self._list(key):
            yield name, self._pieces(key + name)

    def _pieces(self, key: str) -> Iterator[bytes]:
        body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        with body:
            yield from read_pieces(body)

    def _put(self, package: Package, item: Item) -> None:
        """Store a file, unless it is there."""
        key = self._key(package) + item.name
        kind, hashes = media_type(item.name), {_HASH: item.sha256}
        facts = {"Bucket": self._bucket, "Key": key, "ContentType": kind, "Metadata": hashes}
        try:
            if item.size > _PART:
                self._put_in_parts(item, facts)
                return
            self._once(lambda more: self._put_whole(item, facts | more), facts)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _TAKEN:
                raise
            found = self._client.head_object(Bucket=self._bucket, Key=key)["Metadata"].get(_HASH)
            if found != item.sha256:
                raise TargetError(
                    f"s3://{self._bucket}/{key}: is left of another push of this version that did not end, with other "
                    "content; once no push runs any more, remove it and send again"
                ) from error

    def _put_whole(self, item: Item, facts: dict[str, Any]) -> None:
        with item.path.open("rb") as stream:
            self._client.put_object(**facts, Body=stream)

    def _once(self, call: Callable[[dict[str, str]], object], place: dict[str, Any]) -> None:
        """Make a call that stores an object, unless the object is there; some stores must be asked before."""
        try:
            call({"IfNoneMatch": "*"})
        except ClientError as error:
            if error.response["Error"]["Code"] != "NotImplemented":
                raise
            if self._client.list_objects_v2(Bucket=place["Bucket"], Prefix=place["Key"], MaxKeys=1).get("KeyCount"):
                raise ClientError({"Error": {"Code": _TAKEN[0]}}, "PutObject") from error
            call({})

    def _put_in_parts(self, item: Item, facts: dict[str, Any]) -> None:
        place = {"Bucket": facts["Bucket"], "Key": facts["Key"]}
        upload: dict[str, Any] = {**place, "UploadId": self._client.create_multipart_upload(**facts)["UploadId"]}
        size = max(_PART, -(-item.size // _PARTS))
        parts = []
        try:
            with item.path.open("rb") as stream:
                for number in range(1, -(-item.size // size) + 1):
                    sent = self._client.upload_part(**upload, PartNumber=number, Body=stream.read(size))
                    parts.append({"PartNumber": number, "ETag": sent["ETag"]})
            upload["MultipartUpload"] = {"Parts": parts}
            self._once(lambda more: self._client.complete_multipart_upload(**upload, **more), place)
        except BaseException:
            # Parts that were sent cost money, and nobody sees them.
            with suppress(BotoCoreError, ClientError):
                self._client.abort_multipart_upload(**place, UploadId=upload["UploadId"])
            raise


def open_target(address: str, options: TargetOptions) -> S3Target:  # noqa: ARG001
    """The target of an address such as ``s3://bucket/prefix``.

    Raises:
        TargetError: the address names no bucket.
    """
    bucket, _, prefix = address.partition("://")[2].partition("/")
    if not bucket:
        raise TargetError(f"{address}: names no bucket; write s3://bucket/prefix")
    return S3Target(address, bucket, prefix.strip("/"))


def open_source(address: str, options: TargetOptions) -> S3Target:
    """The version at an address such as ``s3://bucket/prefix/NAME-VERSION``.

    Raises:
        TargetError: the address names no bucket.
    """
    return open_target(address, options)


def _client(address: str) -> Any:
    """A client with the credentials and the endpoint that the environment names.

    Hashes are ours, over what is read back; those that S3 adds by itself are unknown to some that speak like it.
    """
    with _told(address):
        session = botocore.session.get_session()
        plain: dict[str, Any] = {
            "connect_timeout": 15,
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }
        client = session.create_client("s3", config=Config(**plain))
        if client.meta.endpoint_url.endswith(".amazonaws.com"):
            return client
        # Others have no host name for each bucket.
        return session.create_client("s3", config=Config(**plain, s3={"addressing_style": "path"}))


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """What goes wrong as an error of the target."""
    try:
        yield
    except ClientError as error:
        answer = error.response["Error"]
        raise TargetError(f"{shown}: {answer.get('Message') or 'refused'} ({answer.get('Code')})") from error
    except (BotoCoreError, ValueError) as error:  # the latter of an endpoint or a bucket that is none
        raise TargetError(f"{shown}: {(str(error).splitlines() or [type(error).__name__])[0]}") from error

"""A registry of OCI artifacts, such as GitHub's or one of your own: each file a layer, the version a tag.

The manifest is stored last, once every layer has been read back: before, the tag is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from corpuslint.errors import TargetError
from corpuslint.packaging.canonical import json_document, sha256_hex
from corpuslint.packaging.reading import Package
from corpuslint.packaging.targets import TargetOptions
from corpuslint.packaging.targets.contents import (
    Item,
    Stored,
    count_files,
    items_of,
    media_type,
    other_content,
    require_proven,
    require_same,
)
from corpuslint.packaging.targets.oci_registry import MANIFEST_TYPE, Registry, read_json

ARTIFACT_TYPE = "application/vnd.corpuslint.package.v1"
_TITLE = "org.opencontainers.image.title"
_EMPTY = b"{}"
_EMPTY_LAYER = {
    "mediaType": "application/vnd.oci.empty.v1+json",
    "digest": f"sha256:{sha256_hex(_EMPTY)}",
    "size": len(_EMPTY),
}
_NAME = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"
_ADDRESS = re.compile(rf"oci://([^/@\s]+)/({_NAME}(?:/{_NAME})*)(?::({_TAG}))?", re.IGNORECASE)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class OciTarget:
    """One repository of a registry, or one tag of it."""

    def __init__(self, address: str, registry: Registry, tag: str | None) -> None:
        self._address = address
        self._registry = registry
        self._given = tag

    def plan(self, package: Package) -> str:
        """See ``Target``."""
        return f"{count_files(items_of(package))}, as tag {self._tag(package)}"

    def holds(self, package: Package) -> bool:
        """See ``Target``."""
        found = self._registry.manifest(self._tag(package))
        if found is None:
            return False
        layers = _layers(found)
        if layers is None:
            raise other_content(self._address, package, "the tag is of something else")
        require_same(self._address, package, items_of(package), self._stored(layers))
        return True

    def send(self, package: Package) -> None:
        """See ``Target``."""
        items, tag = items_of(package), self._tag(package)
        manifest = json_document(_manifest(package, items))
        for item in items:
            self._registry.put_blob(item.sha256, item.size, item)
        self._registry.put_blob(sha256_hex(_EMPTY), len(_EMPTY), _EMPTY)
        require_proven(self._address, items, self._stored([(item.name, f"sha256:{item.sha256}") for item in items]))
        if self._registry.manifest(tag) is not None:
            raise TargetError(f"{self._address}: tag {tag} was made by another push meanwhile; it is left as it is")
        self._registry.put_manifest(tag, manifest)
        if self._registry.manifest(tag) != manifest:
            raise TargetError(f"{self._address}: tag {tag} is not what was sent; look at who else pushes to it")

    @contextmanager
    def files(self) -> Iterator[Stored]:
        """See ``Source``: what the tag of the address names."""
        if self._given is None:
            raise TargetError(f"{self._address}: names no version; write : and its tag behind it")
        found = self._registry.manifest(self._given)
        layers = _layers(found) if found is not None else None
        if layers is None:
            what = "there is no such tag" if found is None else "the tag is of something else than a package"
            raise TargetError(f"{self._address}: {what}")
        yield self._stored(layers)

    def _tag(self, package: Package) -> str:
        """The tag of the address, else the version, in the letters that tags may have."""
        tag = self._given or package.version.replace("+", "_")
        if not re.fullmatch(_TAG, tag):
            raise TargetError(f'{self._address}: "{tag}" cannot be a tag; name one: oci://registry/repository:tag')
        return tag

    def _stored(self, layers: list[tuple[str, str]]) -> Stored:
        for name, digest in layers:
            yield name, self._registry.blob(digest)


def open_target(address: str, options: TargetOptions) -> OciTarget:
    """The target of an address such as ``oci://registry/repository:tag``.

    Raises:
        TargetError: the address has another form.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or match[2] != match[2].lower():
        raise TargetError(
            f"{address}: is no address of a repository; write oci://registry/repository, in small letters, and :tag "
            "behind it if the version shall not be the tag"
        )
    return OciTarget(address, Registry(address, match[1], match[2], plain_http=options.plain_http), match[3])


def open_source(address: str, options: TargetOptions) -> OciTarget:
    """The version at an address such as ``oci://registry/repository:tag``.

    Raises:
        TargetError: the address has another form.
    """
    return open_target(address, options)


def _manifest(package: Package, items: list[Item]) -> dict[str, Any]:
    """What ties the files together: the same for the same package."""
    properties = package.properties
    licenses = [one.get("name") for one in properties.get("licenses", ())]
    told = {
        _TITLE: properties["name"],
        "org.opencontainers.image.version": package.version,
        "org.opencontainers.image.description": properties.get("title"),
        "org.opencontainers.image.url": properties.get("homepage"),
        "org.opencontainers.image.licenses": licenses[0] if len(licenses) == 1 else None,
    }
    layers = [
        {
            "mediaType": media_type(item.name),
            "digest": f"sha256:{item.sha256}",
            "size": item.size,
            "annotations": {_TITLE: item.name},
        }
        for item in items
    ]
    return {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "artifactType": ARTIFACT_TYPE,
        "config": _EMPTY_LAYER,
        "layers": layers,
        "annotations": {key: value for key, value in told.items() if value},
    }


def _layers(content: bytes) -> list[tuple[str, str]] | None:
    """The path and the digest of each layer of a manifest; None if it is not one of files."""
    layers = (read_json(content) or {}).get("layers")
    if not isinstance(layers, list):
        return None
    found = list(_named(layers))
    return found if len(found) == len(layers) else None


def _named(layers: list[Any]) -> Iterator[tuple[str, str]]:
    for layer in layers:
        match layer:
            case {"digest": str(digest), "annotations": {"org.opencontainers.image.title": str(name)}}:
                if _DIGEST.fullmatch(digest):
                    yield name, digest

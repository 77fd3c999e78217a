"""Static files with hashed names that a browser may keep for ever."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# A style sheet of layers: served as one file, so that a page waits for one.
SHEET = "css/site.css"
_LAYER = re.compile(r'@import "\./([\w-]+\.css)";\n')


class StaticStorage(CompressedManifestStaticFilesStorage):
    # Otherwise `import "./b.js"` keeps the unhashed name.
    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        if SHEET in paths:
            self.delete(SHEET)
            self._save(SHEET, ContentFile(_joined(paths).encode()))
            paths[SHEET] = (self, SHEET)
        return super().post_process(paths, *args, **options)


def _joined(paths: dict[str, Any]) -> str:
    """The sheet with each `@import "./layer.css";` replaced by that layer."""

    def layer(match: re.Match[str]) -> str:
        return _text(paths, f"css/{match[1]}")

    return _LAYER.sub(layer, _text(paths, SHEET))


def _text(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text

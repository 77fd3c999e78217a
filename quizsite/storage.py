"""Static files under hashed names, compressed once at collection."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hash what JavaScript modules import, too: else `import "./b.js"` stays unhashed."""

    support_js_module_import_aggregation = True

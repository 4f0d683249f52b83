"""Stop an oversized upload while it comes in: nothing of it is kept, in memory or on the disk."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

OVERSIZED = "oversized_uploads"


class BoundedUploadHandler(FileUploadHandler):
    """Skip a file that grows past `UPLOAD_MAX_BYTES`; its name is left on the request for the form to say so."""

    chunk_size = 64 * 1024

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            self.request.__dict__.setdefault(OVERSIZED, []).append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def oversized_uploads(request):
    """Return the names of the files of this request that were too large to be received."""
    # The files are read, and the refusals known, only once the form data is.
    request.FILES  # noqa: B018 - parses the request
    return request.__dict__.get(OVERSIZED, [])

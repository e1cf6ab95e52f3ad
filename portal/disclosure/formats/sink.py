"""Something to write to that hands on what was written."""

import io


class Sink(io.RawIOBase):
    """Takes what a writer writes, until it is handed on."""

    def __init__(self) -> None:
        self._written = bytearray()
        self._at = 0

    def writable(self) -> bool:
        """Arrow asks."""
        return True

    def tell(self) -> int:
        """How much was written in all, by which the footer of Parquet finds its row groups."""
        return self._at

    def write(self, piece: object) -> int:
        """Keep a piece."""
        view = memoryview(piece)  # type: ignore[arg-type] # Arrow hands over buffers
        self._written += view
        self._at += view.nbytes
        return view.nbytes

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken

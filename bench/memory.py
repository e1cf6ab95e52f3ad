"""What a process holds in memory; Linux, as getrusage would count its parent too."""

from pathlib import Path

PEAK, NOW = "VmHWM", "VmRSS"


def memory_mb(field: str = PEAK, pid: int | str = "self") -> float:
    """Megabytes that a process has held at most, or holds now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) / 1024


def forget_peak(pid: int | str = "self") -> None:
    """Let the kernel count the peak anew from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")

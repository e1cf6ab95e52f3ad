"""What a process has used: memory and processor time, as Linux tells it."""

import os
from pathlib import Path

PEAK, NOW = "VmHWM", "VmRSS"
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def memory_mb(field: str = PEAK, pid: int | str = "self") -> float:
    """Megabytes held at most, or now; getrusage would count a process's parent too."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith(f"{field}:"))
    return int(line.split()[1]) / 1024


def forget_peak(pid: int | str = "self") -> None:
    """Let the kernel count the peak anew from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def processor_seconds(pid: int | str = "self") -> float:
    """Seconds that all threads have kept a processor busy, the kernel's work for them included."""
    # The name, in brackets before, may hold spaces.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

#!/usr/bin/env python3
"""Checks an export of JitSsh's audit log without JitSsh: docs/audit-log.md says how.

check-audit-log.py FILE [HASH]    HASH: a head that was kept elsewhere; it must be in the chain.
Exit code 0: whole. 1: not whole. 2: cannot be read.
"""
import hashlib
import json
import sys


def field(value):
    if value is None:
        return b"-\n"
    text = str(value).encode("utf-8")
    return str(len(text)).encode("ascii") + b":" + text + b"\n"


def hash_of(previous, e):
    values = ["jitssh-audit-1", previous, e["sequence"], e["at"], e["actorId"], e["actorName"], e["action"],
              e["subject"], e["subjectId"], e["text"], len(e["changes"])]
    for change in e["changes"]:
        values += [change["field"], change["before"], change["after"]]
    return hashlib.sha256(b"".join(field(v) for v in values)).hexdigest()


def check(lines, kept):
    previous, sequence, head, seen = "0" * 64, 0, None, {"0" * 64}
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        if head is not None:
            return f"line {number} follows the head, which is the last line"
        if "head" in row:
            head = row["head"]
        elif row["sequence"] <= sequence or hash_of(previous, row) != row["hash"]:
            return f"event {row['sequence']} (line {number}) was changed, or events before it were removed, added or moved"
        else:
            previous, sequence = row["hash"], row["sequence"]
            seen.add(previous)
    if head is None:
        return "the last line, with the head, is missing: events at the end may be missing, too"
    if head["hash"] != previous or head["sequence"] != sequence:
        return f"the events end with {sequence}, but the head is {head['sequence']}: events at the end are missing"
    if kept and kept.lower() not in seen:
        return "the hash that was kept elsewhere is not in this chain: the log was written anew, or cut off before it"
    print(f"whole: {len(seen) - 1} events, head {previous}")
    return None


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
try:
    with open(sys.argv[1], encoding="utf-8") as file:
        problem = check(file, sys.argv[2] if len(sys.argv) == 3 else None)
except (OSError, ValueError, KeyError, TypeError) as e:
    print(f"cannot be read as an export: {e!r}")
    sys.exit(2)
if problem:
    print(f"NOT whole: {problem}")
    sys.exit(1)

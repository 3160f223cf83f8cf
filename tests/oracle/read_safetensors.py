"""Reads a safetensors file by the format's description alone and prints what it holds as JSON."""
import json
import struct
import sys

FORMATS = {"F32": "f", "F64": "d", "I64": "q", "U8": "B"}

with open(sys.argv[1], "rb") as file:
    content = file.read()
(length,) = struct.unpack_from("<Q", content)
header = json.loads(content[8 : 8 + length].decode("utf-8"))
begin = 8 + length
tensors = []
for name, entry in header.items():
    if name == "__metadata__":
        continue
    start, end = entry["data_offsets"]
    letter = FORMATS[entry["dtype"]]
    count = (end - start) // struct.calcsize("<" + letter)
    values = struct.unpack_from(f"<{count}{letter}", content, begin + start)
    aligned = (begin + start) % struct.calcsize(letter) == 0
    tensors.append({"name": name, "dtype": entry["dtype"], "shape": entry["shape"], "values": values, "aligned": aligned})
print(json.dumps({"metadata": header.get("__metadata__", {}), "tensors": tensors, "header_length": length}))

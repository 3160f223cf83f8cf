"""Reads TensorBoard event files (framing, checksums, messages) and prints their events as JSON.

The messages are declared here from tensorflow's field numbers, so nothing is shared with the writer under test."""
import json
import struct
import sys

import crc32c
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto


def messages():
    proto = descriptor_pb2.FileDescriptorProto(name="events.proto", package="oracle", syntax="proto3")

    def add(message, *fields):
        entry = proto.message_type.add(name=message)
        for name, number, kind, label, of in fields:
            field = entry.field.add(name=name, number=number, type=kind, label=label)
            if of:
                field.type_name = ".oracle." + of

    one, many = F.LABEL_OPTIONAL, F.LABEL_REPEATED
    add("Value", ("tag", 1, F.TYPE_STRING, one, None), ("simple_value", 2, F.TYPE_FLOAT, one, None))
    add("Summary", ("value", 1, F.TYPE_MESSAGE, many, "Value"))
    add("SessionLog", ("status", 1, F.TYPE_INT32, one, None))
    add(
        "Event",
        ("wall_time", 1, F.TYPE_DOUBLE, one, None),
        ("step", 2, F.TYPE_INT64, one, None),
        ("file_version", 3, F.TYPE_STRING, one, None),
        ("summary", 5, F.TYPE_MESSAGE, one, "Summary"),
        ("session_log", 7, F.TYPE_MESSAGE, one, "SessionLog"),
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(proto)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("oracle.Event"))


def masked(content):
    crc = crc32c.crc32c(content)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(content):
    at = 0
    while at < len(content):
        (length,) = struct.unpack_from("<Q", content, at)
        (header_crc,) = struct.unpack_from("<I", content, at + 8)
        assert header_crc == masked(content[at : at + 8]), f"length checksum at byte {at}"
        record = content[at + 12 : at + 12 + length]
        assert len(record) == length, f"short record at byte {at}"
        (crc,) = struct.unpack_from("<I", content, at + 12 + length)
        assert crc == masked(record), f"record checksum at byte {at}"
        yield record
        at += 16 + length


def main():
    event_type = messages()
    events = []
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            for record in records(file.read()):
                event = event_type.FromString(record)
                events.append(
                    {
                        "wall_time": event.wall_time,
                        "step": event.step,
                        "file_version": event.file_version,
                        "session": event.session_log.status,
                        "values": [[value.tag, value.simple_value] for value in event.summary.value],
                    }
                )
    print(json.dumps(events))


if __name__ == "__main__":
    main()

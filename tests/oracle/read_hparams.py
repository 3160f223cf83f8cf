"""Reads the values for TensorBoard's HParams plugin from event files and prints them as JSON.

The messages are declared here from the field numbers of tensorboard's api.proto and plugin_data.proto, so nothing is shared with the writer
under test."""
import json
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, struct_pb2
from read_tensorboard import records

F = descriptor_pb2.FieldDescriptorProto
ONE, MANY = F.LABEL_OPTIONAL, F.LABEL_REPEATED


def messages():
    proto = descriptor_pb2.FileDescriptorProto(name="hparams.proto", package="hparams", syntax="proto3")
    proto.dependency.append("google/protobuf/struct.proto")

    def add(name, *fields, inside=None):
        entry = (inside.nested_type if inside else proto.message_type).add(name=name)
        for field, number, kind, label in fields:
            added = entry.field.add(name=field, number=number, label=label)
            if isinstance(kind, str):
                added.type, added.type_name = F.TYPE_MESSAGE, kind
            else:
                added.type = kind
        return entry

    add("PluginData", ("plugin_name", 1, F.TYPE_STRING, ONE), ("content", 2, F.TYPE_BYTES, ONE))
    add("Metadata", ("plugin_data", 1, ".hparams.PluginData", ONE))
    add("Dimension", ("size", 1, F.TYPE_INT64, ONE))
    add("Shape", ("dim", 2, ".hparams.Dimension", MANY))
    add("Tensor", ("dtype", 1, F.TYPE_INT32, ONE), ("tensor_shape", 2, ".hparams.Shape", ONE), ("float_val", 5, F.TYPE_FLOAT, MANY))
    add("Value", ("tag", 1, F.TYPE_STRING, ONE), ("tensor", 8, ".hparams.Tensor", ONE), ("metadata", 9, ".hparams.Metadata", ONE))
    add("Summary", ("value", 1, ".hparams.Value", MANY))
    add("Event", ("step", 2, F.TYPE_INT64, ONE), ("summary", 5, ".hparams.Summary", ONE))
    add("Interval", ("min_value", 1, F.TYPE_DOUBLE, ONE), ("max_value", 2, F.TYPE_DOUBLE, ONE))
    add(
        "HParamInfo",
        ("name", 1, F.TYPE_STRING, ONE),
        ("type", 4, F.TYPE_INT32, ONE),
        ("domain_discrete", 5, ".google.protobuf.ListValue", ONE),
        ("domain_interval", 6, ".hparams.Interval", ONE),
    )
    add("MetricName", ("group", 1, F.TYPE_STRING, ONE), ("tag", 2, F.TYPE_STRING, ONE))
    add("MetricInfo", ("name", 1, ".hparams.MetricName", ONE))
    add(
        "Experiment",
        ("time_created_secs", 3, F.TYPE_DOUBLE, ONE),
        ("hparam_infos", 4, ".hparams.HParamInfo", MANY),
        ("metric_infos", 5, ".hparams.MetricInfo", MANY),
        ("name", 6, F.TYPE_STRING, ONE),
    )
    start = add(
        "SessionStartInfo",
        ("hparams", 1, ".hparams.SessionStartInfo.HparamsEntry", MANY),
        ("group_name", 4, F.TYPE_STRING, ONE),
        ("start_time_secs", 5, F.TYPE_DOUBLE, ONE),
    )
    entry = add("HparamsEntry", ("key", 1, F.TYPE_STRING, ONE), ("value", 2, ".google.protobuf.Value", ONE), inside=start)
    entry.options.map_entry = True
    add("SessionEndInfo", ("status", 1, F.TYPE_INT32, ONE), ("end_time_secs", 2, F.TYPE_DOUBLE, ONE))
    add(
        "HParamsPluginData",
        ("version", 1, F.TYPE_INT32, ONE),
        ("experiment", 2, ".hparams.Experiment", ONE),
        ("session_start_info", 3, ".hparams.SessionStartInfo", ONE),
        ("session_end_info", 4, ".hparams.SessionEndInfo", ONE),
    )
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(struct_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(proto)
    factory = message_factory.MessageFactory(pool)
    return (factory.GetPrototype(pool.FindMessageTypeByName("hparams." + name)) for name in ("Event", "HParamsPluginData"))


Event, Data = messages()
found = []
for path in sys.argv[1:]:
    for record in records(open(path, "rb").read()):
        event = Event.FromString(record)
        for value in event.summary.value:
            plugin = value.metadata.plugin_data
            found.append(
                {
                    "tag": value.tag,
                    "step": event.step,
                    "plugin": plugin.plugin_name,
                    "tensor": list(value.tensor.float_val),
                    "content": json.loads(json_format.MessageToJson(Data.FromString(plugin.content))),
                }
            )
print(json.dumps(found))

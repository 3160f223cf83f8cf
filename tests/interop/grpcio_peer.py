"""The interop cases' server and client on grpcio, an implementation of gRPC that shares no code with ours.

    grpcio_peer.py server --port-file FILE [--tls CERTIFICATE KEY]   prints "listening PORT"; ends with its standard input
    grpcio_peer.py client CASE[,CASE...] ADDRESS [--tls CERTIFICATE] prints a line per case; exits with the number that failed
"""

import argparse
import os
import re
import sys
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "test.proto")
SERVICE = "/muzero.testing.TestService/"
REQUESTS = [27182, 8, 1828, 45904]
REPLIES = [31415, 9, 2653, 58979]
LARGE_REQUEST, LARGE_REPLY = 271828, 314159
INITIAL, TRAILING = "x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"
ASK_REMAINING, REMAINING = "x-grpc-test-ask-remaining", "x-grpc-test-remaining"
INITIAL_TEXT, TRAILING_BYTES = "test_initial_metadata_value", b"\xab\xab\xab"
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
TIMEOUT = 30  # seconds, of a call that is not about timeouts


def load_messages():
    """test.proto's message classes: made at run time, so that no code generator is needed."""
    with open(PROTO, encoding="utf-8") as file:
        text = re.sub(r"//.*", "", file.read())
    package = re.search(r"package ([\w.]+);", text).group(1)
    proto = descriptor_pb2.FileDescriptorProto(name="test.proto", package=package, syntax="proto3")
    kinds = descriptor_pb2.FieldDescriptorProto
    for name, body in re.findall(r"message (\w+) \{(.*?)\}", text, re.S):
        message = proto.message_type.add(name=name)
        for repeated, kind, field, number in re.findall(r"(repeated )?(\w+) (\w+) = (\d+);", body):
            added = message.field.add(name=field, number=int(number))
            added.label = kinds.LABEL_REPEATED if repeated else kinds.LABEL_OPTIONAL
            if hasattr(kinds, "TYPE_" + kind.upper()):
                added.type = getattr(kinds, "TYPE_" + kind.upper())
            else:
                added.type, added.type_name = kinds.TYPE_MESSAGE, f".{package}.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(proto)
    factory = message_factory.MessageFactory(pool)
    return {m.name: factory.GetPrototype(pool.FindMessageTypeByName(f"{package}.{m.name}")) for m in proto.message_type}


M = load_messages()
METHODS = {
    "EmptyCall": ("unary_unary", "Nothing", "Nothing"),
    "UnaryCall": ("unary_unary", "UnaryRequest", "UnaryReply"),
    "StreamingInputCall": ("stream_unary", "InputRequest", "InputReply"),
    "StreamingOutputCall": ("unary_stream", "OutputRequest", "OutputReply"),
    "FullDuplexCall": ("stream_stream", "OutputRequest", "OutputReply"),
    "UnimplementedCall": ("unary_unary", "Nothing", "Nothing"),
}


# Server

def echo_metadata(context):
    metadata = dict(context.invocation_metadata())
    if INITIAL in metadata:
        context.send_initial_metadata(((INITIAL, metadata[INITIAL]),))
    elif ASK_REMAINING in metadata:
        context.send_initial_metadata(((REMAINING, str(int(context.time_remaining() * 1000))),))
    if TRAILING in metadata:
        context.set_trailing_metadata(((TRAILING, metadata[TRAILING]),))


def end_with(context, code, text):
    if code:
        context.abort(next(c for c in grpc.StatusCode if c.value[0] == code), text)


def unary_call(request, context):
    if request.compress_reply:
        context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    end_with(context, request.status_code, request.status_text)
    return M["UnaryReply"](body=bytes(request.reply_size))


def streaming_input_call(requests, context):
    return M["InputReply"](total=sum(len(request.body) for request in requests))


def streaming_output_call(request, context):
    if any(part.compressed for part in request.parts):
        context.set_compression(grpc.Compression.Gzip)
    echo_metadata(context)
    for part in request.parts:
        if not part.compressed:
            context.disable_next_message_compression()
        yield M["OutputReply"](body=bytes(part.size))


def full_duplex_call(requests, context):
    echo_metadata(context)
    for request in requests:
        end_with(context, request.status_code, request.status_text)
        for part in request.parts:
            yield M["OutputReply"](body=bytes(part.size))


def serve(arguments):
    handlers = {}
    behaviours = {
        "EmptyCall": lambda request, context: M["Nothing"](),
        "UnaryCall": unary_call,
        "StreamingInputCall": streaming_input_call,
        "StreamingOutputCall": streaming_output_call,
        "FullDuplexCall": full_duplex_call,
    }
    for name, behaviour in behaviours.items():
        kind, request, reply = METHODS[name]
        make = getattr(grpc, kind + "_rpc_method_handler")
        handlers[name] = make(behaviour, request_deserializer=M[request].FromString, response_serializer=M[reply].SerializeToString)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("muzero.testing.TestService", handlers),))
    if arguments.tls:
        certificate, key = (open(path, "rb").read() for path in arguments.tls)
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)]))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with open(arguments.port_file, "w", encoding="ascii") as file:
        file.write(str(port))
    print(f"listening {port}", flush=True)
    sys.stdin.read()
    server.stop(None).wait()


# Client

class Client:
    def __init__(self, channel):
        self.channel = channel
        for name in METHODS:
            setattr(self, name, self.method(SERVICE, name))

    def method(self, service, name):
        kind, request, reply = METHODS[name]
        return getattr(self.channel, kind)(
            service + name, request_serializer=M[request].SerializeToString, response_deserializer=M[reply].FromString)


def expect(wanted, seen):
    if wanted != seen:
        raise AssertionError(f"expected {wanted!r}, was {seen!r}")


def expect_status(code, call, text=None):
    try:
        call()
    except grpc.RpcError as e:
        expect(code, e.code())
        if text is not None:
            expect(text, e.details())
        return
    except grpc.FutureCancelledError:
        expect(code, grpc.StatusCode.CANCELLED)
        return
    raise AssertionError(f"expected {code}, and the call succeeded")


def large(**fields):
    return M["UnaryRequest"](reply_size=LARGE_REPLY, body=bytes(LARGE_REQUEST), **fields)


def ask(part, body):
    return M["OutputRequest"](parts=[M["Part"](size=part)], body=bytes(body))


def empty_unary(client):
    expect(M["Nothing"](), client.EmptyCall(M["Nothing"](), timeout=TIMEOUT))


def large_unary(client):
    expect(bytes(LARGE_REPLY), client.UnaryCall(large(), timeout=TIMEOUT).body)


def client_streaming(client):
    requests = (M["InputRequest"](body=bytes(size)) for size in REQUESTS)
    expect(74922, client.StreamingInputCall(requests, timeout=TIMEOUT).total)


def server_streaming(client):
    request = M["OutputRequest"](parts=[M["Part"](size=size) for size in REPLIES])
    expect(REPLIES, [len(reply.body) for reply in client.StreamingOutputCall(request, timeout=TIMEOUT)])


class Pipe:
    """Requests that are sent when they are put."""

    def __init__(self):
        import queue
        self.queue = queue.Queue()

    def __iter__(self):
        return iter(self.queue.get, None)


def ping_pong(client):
    pipe = Pipe()
    replies = client.FullDuplexCall(iter(pipe), timeout=TIMEOUT)
    for sent, wanted in zip(REQUESTS, REPLIES):
        pipe.queue.put(ask(wanted, sent))
        expect(wanted, len(next(replies).body))
    pipe.queue.put(None)
    expect([], list(replies))


def empty_stream(client):
    expect([], list(client.FullDuplexCall(iter(()), timeout=TIMEOUT)))


def client_compressed_unary(client):
    expect_status(grpc.StatusCode.INVALID_ARGUMENT, lambda: client.UnaryCall(large(expect_compressed=True), timeout=TIMEOUT))
    reply = client.UnaryCall(large(expect_compressed=True), timeout=TIMEOUT, compression=grpc.Compression.Gzip)
    expect(LARGE_REPLY, len(reply.body))
    expect(LARGE_REPLY, len(client.UnaryCall(large(), timeout=TIMEOUT).body))


def server_compressed_unary(client):
    expect(bytes(LARGE_REPLY), client.UnaryCall(large(compress_reply=True), timeout=TIMEOUT).body)
    expect(bytes(LARGE_REPLY), client.UnaryCall(large(), timeout=TIMEOUT).body)


def client_compressed_streaming(client):
    requests = [M["InputRequest"](body=bytes(REQUESTS[0]), expect_compressed=True), M["InputRequest"](body=bytes(REQUESTS[3]))]
    expect_status(grpc.StatusCode.INVALID_ARGUMENT, lambda: client.StreamingInputCall(iter(requests), timeout=TIMEOUT))
    expect(73086, client.StreamingInputCall(iter(requests), timeout=TIMEOUT, compression=grpc.Compression.Gzip).total)


def server_compressed_streaming(client):
    request = M["OutputRequest"](parts=[M["Part"](size=31415, compressed=True), M["Part"](size=92653)])
    expect([31415, 92653], [len(reply.body) for reply in client.StreamingOutputCall(request, timeout=TIMEOUT)])


def custom_metadata(client):
    metadata = ((INITIAL, INITIAL_TEXT), (TRAILING, TRAILING_BYTES))
    _, unary = client.UnaryCall.with_call(large(), timeout=TIMEOUT, metadata=metadata)
    duplex = client.FullDuplexCall(iter([ask(LARGE_REPLY, LARGE_REQUEST)]), timeout=TIMEOUT, metadata=metadata)
    expect([LARGE_REPLY], [len(reply.body) for reply in duplex])
    for call in (unary, duplex):
        expect(INITIAL_TEXT, dict(call.initial_metadata()).get(INITIAL))
        expect(TRAILING_BYTES, dict(call.trailing_metadata()).get(TRAILING))


def status_with(client, text):
    fields = {"status_code": 2, "status_text": text}
    expect_status(grpc.StatusCode.UNKNOWN, lambda: client.UnaryCall(M["UnaryRequest"](**fields), timeout=TIMEOUT), text)
    requests = [M["OutputRequest"](**fields)]
    expect_status(grpc.StatusCode.UNKNOWN, lambda: list(client.FullDuplexCall(iter(requests), timeout=TIMEOUT)), text)


def status_code_and_message(client):
    status_with(client, "test status message")


def special_status_message(client):
    status_with(client, SPECIAL)


def unimplemented_method(client):
    expect_status(grpc.StatusCode.UNIMPLEMENTED, lambda: client.UnimplementedCall(M["Nothing"](), timeout=TIMEOUT))


def unimplemented_service(client):
    missing = client.method("/muzero.testing.MissingService/", "EmptyCall")
    expect_status(grpc.StatusCode.UNIMPLEMENTED, lambda: missing(M["Nothing"](), timeout=TIMEOUT))


def cancel_after_begin(client):
    call = client.StreamingInputCall.future(iter(Pipe()), timeout=TIMEOUT)
    call.cancel()
    expect_status(grpc.StatusCode.CANCELLED, call.result)


def cancel_after_first_response(client):
    pipe = Pipe()
    replies = client.FullDuplexCall(iter(pipe), timeout=TIMEOUT)
    pipe.queue.put(ask(REPLIES[0], REQUESTS[0]))
    expect(REPLIES[0], len(next(replies).body))
    replies.cancel()
    expect_status(grpc.StatusCode.CANCELLED, lambda: next(replies))
    pipe.queue.put(None)


def timeout_on_sleeping_server(client):
    pipe = Pipe()
    pipe.queue.put(M["OutputRequest"](body=bytes(REQUESTS[0])))
    expect_status(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: list(client.FullDuplexCall(iter(pipe), timeout=0.001)))
    pipe.queue.put(None)


def concurrent_large_unary(client):
    calls = [client.UnaryCall.future(large(), timeout=TIMEOUT) for _ in range(1000)]
    expect({LARGE_REPLY}, {len(call.result().body) for call in calls})


def deadline_propagation(client):
    _, call = client.UnaryCall.with_call(M["UnaryRequest"](), timeout=60, metadata=((ASK_REMAINING, "1"),))
    remaining = int(dict(call.initial_metadata())[REMAINING])
    expect(True, 30_000 <= remaining <= 61_000)


def large_metadata(client):
    metadata = (("x-grpc-test-large", "x" * 65536),)
    empty_unary(client)
    expect_status(grpc.StatusCode.RESOURCE_EXHAUSTED, lambda: client.EmptyCall(M["Nothing"](), timeout=TIMEOUT, metadata=metadata))
    empty_unary(client)


def run_client(arguments):
    if arguments.tls:
        channel = grpc.secure_channel(arguments.address, grpc.ssl_channel_credentials(open(arguments.tls[0], "rb").read()))
    else:
        channel = grpc.insecure_channel(arguments.address)
    failed = 0
    with channel:
        for case in arguments.cases.split(","):
            try:
                globals()[case](Client(channel))
                print(f"{case} passed", flush=True)
            except Exception as e:  # whatever it is, it is this case's result
                failed += 1
                print(f"{case} failed: {type(e).__name__}: {' '.join(str(e).split())[:500]}", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(dest="mode", required=True)
    server = modes.add_parser("server")
    server.add_argument("--port-file", required=True)
    server.add_argument("--tls", nargs=2)
    client = modes.add_parser("client")
    client.add_argument("cases")
    client.add_argument("address")
    client.add_argument("--tls", nargs=1)
    arguments = parser.parse_args()
    if arguments.mode == "server":
        serve(arguments)
        return 0
    return run_client(arguments)


if __name__ == "__main__":
    # A generator that still waits for its next request must not keep the program.
    code = main()
    sys.stdout.flush()
    os._exit(code)

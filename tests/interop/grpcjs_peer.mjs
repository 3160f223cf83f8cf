// The interop cases' server and client on @grpc/grpc-js, an implementation of gRPC that shares no code with ours.
//
//   grpcjs_peer.mjs server --port-file FILE [--tls CERTIFICATE KEY]    prints "listening PORT"; ends with its standard input
//   grpcjs_peer.mjs client CASE[,CASE...] ADDRESS [--tls CERTIFICATE]  prints a line per case; exits with the number that failed
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const installed = createRequire(join(here, '../../artifacts/interop/package.json'));
const grpc = installed('@grpc/grpc-js');
const loader = installed('@grpc/proto-loader');
const { TestService, MissingService } = grpc.loadPackageDefinition(
  loader.loadSync(join(here, 'test.proto'), { keepCase: true, defaults: true })).muzero.testing;

const REQUESTS = [27182, 8, 1828, 45904];
const REPLIES = [31415, 9, 2653, 58979];
const LARGE_REQUEST = 271828;
const LARGE_REPLY = 314159;
const INITIAL = 'x-grpc-test-echo-initial';
const TRAILING = 'x-grpc-test-echo-trailing-bin';
const ASK_REMAINING = 'x-grpc-test-ask-remaining';
const REMAINING = 'x-grpc-test-remaining';
const INITIAL_TEXT = 'test_initial_metadata_value';
const TRAILING_BYTES = Buffer.from([0xab, 0xab, 0xab]);
const SPECIAL = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';
const TIMEOUT = 30_000; // milliseconds, of a call that is not about timeouts

// Server

const zeros = (size) => ({ body: Buffer.alloc(size) });

function echoMetadata(call) {
  const trailers = new grpc.Metadata();
  const [text] = call.metadata.get(INITIAL);
  if (text !== undefined) {
    const headers = new grpc.Metadata();
    headers.set(INITIAL, text);
    call.sendMetadata(headers);
  } else if (call.metadata.get(ASK_REMAINING).length > 0) {
    const headers = new grpc.Metadata();
    headers.set(REMAINING, String(Math.trunc(call.getDeadline() - Date.now())));
    call.sendMetadata(headers);
  }
  const [bytes] = call.metadata.get(TRAILING);
  if (bytes !== undefined) trailers.set(TRAILING, bytes);
  return trailers;
}

const behaviours = {
  EmptyCall: (call, reply) => reply(null, {}),
  UnaryCall: (call, reply) => {
    const trailers = echoMetadata(call);
    const { status_code: code, status_text: details, reply_size: size } = call.request;
    if (code) reply({ code, details, metadata: trailers });
    else reply(null, zeros(size), trailers);
  },
  StreamingInputCall: (call, reply) => {
    let total = 0;
    call.on('data', (request) => { total += request.body.length; });
    call.on('end', () => reply(null, { total }));
  },
  StreamingOutputCall: (call) => {
    const trailers = echoMetadata(call);
    for (const part of call.request.parts) call.write(zeros(part.size));
    call.end(trailers);
  },
  FullDuplexCall: (call) => {
    const trailers = echoMetadata(call);
    let ended = false;
    call.on('data', ({ status_code: code, status_text: details, parts }) => {
      if (code && !ended) {
        ended = true;
        call.emit('error', { code, details, metadata: trailers });
      }
      if (!ended) for (const part of parts) call.write(zeros(part.size));
    });
    call.on('end', () => { if (!ended) call.end(trailers); });
  },
};

function serve(portFile, tls) {
  const server = new grpc.Server();
  server.addService(TestService.service, behaviours);
  const credentials = tls
    ? grpc.ServerCredentials.createSsl(null, [{ cert_chain: readFileSync(tls[0]), private_key: readFileSync(tls[1]) }])
    : grpc.ServerCredentials.createInsecure();
  server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
    if (error) throw error;
    writeFileSync(portFile, String(port));
    console.log(`listening ${port}`);
  });
  process.stdin.on('end', () => process.exit(0)).resume();
}

// Client

function expect(wanted, seen) {
  if (JSON.stringify(wanted) !== JSON.stringify(seen)) {
    throw new Error(`expected ${JSON.stringify(wanted)}, was ${JSON.stringify(seen)}`);
  }
}

const options = () => ({ deadline: Date.now() + TIMEOUT });
const large = (fields) => ({ reply_size: LARGE_REPLY, body: Buffer.alloc(LARGE_REQUEST), ...fields });
const ask = (part, body) => ({ parts: [{ size: part }], body: Buffer.alloc(body) });

// A call's end: { error, reply, headers, trailers }; the status of a stream comes as an event.
const unary = (client, method, request, metadata = new grpc.Metadata(), limits = options()) => new Promise((resolve) => {
  const seen = {};
  const call = client[method](request, metadata, limits, (error, reply) => { seen.error = error; seen.reply = reply; });
  call.on('metadata', (headers) => { seen.headers = headers; });
  call.on('status', (status) => { seen.trailers = status.metadata; setImmediate(() => resolve(seen)); });
});

const input = (client, requests) => new Promise((resolve) => {
  const call = client.StreamingInputCall(new grpc.Metadata(), options(), (error, reply) => resolve({ error, reply }));
  for (const request of requests) call.write(request);
  call.end();
});

const replies = (call, each = () => {}) => new Promise((resolve) => {
  const seen = { sizes: [] };
  call.on('data', (reply) => { seen.sizes.push(reply.body.length); each(seen.sizes.length); });
  call.on('metadata', (headers) => { seen.headers = headers; });
  call.on('error', (error) => { seen.error = error; });
  call.on('status', (status) => { seen.trailers = status.metadata; seen.code = status.code; setImmediate(() => resolve(seen)); });
});

const succeed = async (ending) => {
  const seen = await ending;
  if (seen.error) throw seen.error;
  return seen;
};

const fail = async (code, ending, details) => {
  const { error } = await ending;
  expect(code, error?.code);
  if (details !== undefined) expect(details, error.details);
};

async function statusWith(client, text) {
  const fields = { status_code: 2, status_text: text };
  await fail(grpc.status.UNKNOWN, unary(client, 'UnaryCall', fields), text);
  const call = client.FullDuplexCall(options());
  call.write(fields);
  call.end();
  await fail(grpc.status.UNKNOWN, replies(call), text);
}

function checkMetadata({ headers, trailers }) {
  expect([INITIAL_TEXT], headers.get(INITIAL));
  expect([TRAILING_BYTES], trailers.get(TRAILING));
}

const cases = {
  empty_unary: async (client) => expect({}, (await succeed(unary(client, 'EmptyCall', {}))).reply),
  large_unary: async (client) => expect(LARGE_REPLY, (await succeed(unary(client, 'UnaryCall', large()))).reply.body.length),
  client_streaming: async (client) =>
    expect(74922, (await succeed(input(client, REQUESTS.map((size) => ({ body: Buffer.alloc(size) }))))).reply.total),
  server_streaming: async (client) =>
    expect(REPLIES, (await succeed(replies(client.StreamingOutputCall({ parts: REPLIES.map((size) => ({ size })) }, options())))).sizes),
  ping_pong: async (client) => {
    const call = client.FullDuplexCall(options());
    const send = (i) => (i < REQUESTS.length ? call.write(ask(REPLIES[i], REQUESTS[i])) : call.end());
    const ending = replies(call, send);
    send(0);
    expect(REPLIES, (await succeed(ending)).sizes);
  },
  empty_stream: async (client) => {
    const call = client.FullDuplexCall(options());
    call.end();
    expect([], (await succeed(replies(call))).sizes);
  },
  client_compressed_unary: async (client, compressing) => {
    await fail(grpc.status.INVALID_ARGUMENT, unary(client, 'UnaryCall', large({ expect_compressed: true })));
    expect(LARGE_REPLY, (await succeed(unary(compressing, 'UnaryCall', large({ expect_compressed: true })))).reply.body.length);
    expect(LARGE_REPLY, (await succeed(unary(client, 'UnaryCall', large()))).reply.body.length);
  },
  server_compressed_unary: async (client) => {
    expect(LARGE_REPLY, (await succeed(unary(client, 'UnaryCall', large({ compress_reply: true })))).reply.body.length);
    expect(LARGE_REPLY, (await succeed(unary(client, 'UnaryCall', large()))).reply.body.length);
  },
  client_compressed_streaming: async (client, compressing) => {
    const requests = [{ body: Buffer.alloc(REQUESTS[0]), expect_compressed: true }, { body: Buffer.alloc(REQUESTS[3]) }];
    await fail(grpc.status.INVALID_ARGUMENT, input(client, requests));
    expect(73086, (await succeed(input(compressing, requests))).reply.total);
  },
  server_compressed_streaming: async (client) => {
    const call = client.StreamingOutputCall({ parts: [{ size: 31415, compressed: true }, { size: 92653 }] }, options());
    expect([31415, 92653], (await succeed(replies(call))).sizes);
  },
  custom_metadata: async (client) => {
    const metadata = new grpc.Metadata();
    metadata.set(INITIAL, INITIAL_TEXT);
    metadata.set(TRAILING, TRAILING_BYTES);
    checkMetadata(await succeed(unary(client, 'UnaryCall', large(), metadata)));
    const call = client.FullDuplexCall(metadata, options());
    call.write(ask(LARGE_REPLY, LARGE_REQUEST));
    call.end();
    checkMetadata(await succeed(replies(call)));
  },
  status_code_and_message: (client) => statusWith(client, 'test status message'),
  special_status_message: (client) => statusWith(client, SPECIAL),
  unimplemented_method: (client) => fail(grpc.status.UNIMPLEMENTED, unary(client, 'UnimplementedCall', {})),
  unimplemented_service: (client) =>
    fail(grpc.status.UNIMPLEMENTED, unary(new MissingService('', null, { channelOverride: client.getChannel() }), 'EmptyCall', {})),
  cancel_after_begin: (client) => fail(grpc.status.CANCELLED, new Promise((resolve) => {
    client.StreamingInputCall(options(), (error, reply) => resolve({ error, reply })).cancel();
  })),
  cancel_after_first_response: async (client) => {
    const call = client.FullDuplexCall(options());
    const ending = replies(call, () => call.cancel());
    call.write(ask(REPLIES[0], REQUESTS[0]));
    await fail(grpc.status.CANCELLED, ending);
  },
  timeout_on_sleeping_server: async (client) => {
    const call = client.FullDuplexCall({ deadline: Date.now() + 1 });
    call.write({ body: Buffer.alloc(REQUESTS[0]) });
    await fail(grpc.status.DEADLINE_EXCEEDED, replies(call));
  },
  concurrent_large_unary: async (client) => {
    const ended = await Promise.all(Array.from({ length: 1000 }, () => succeed(unary(client, 'UnaryCall', large()))));
    expect([LARGE_REPLY], [...new Set(ended.map((seen) => seen.reply.body.length))]);
  },
  deadline_propagation: async (client) => {
    const metadata = new grpc.Metadata();
    metadata.set(ASK_REMAINING, '1');
    const { headers } = await succeed(unary(client, 'UnaryCall', {}, metadata, { deadline: Date.now() + 60_000 }));
    const remaining = Number(headers.get(REMAINING)[0]);
    expect(true, remaining >= 30_000 && remaining <= 61_000);
  },
  large_metadata: async (client) => {
    const metadata = new grpc.Metadata();
    metadata.set('x-grpc-test-large', 'x'.repeat(65536));
    await succeed(unary(client, 'EmptyCall', {}));
    await fail(grpc.status.RESOURCE_EXHAUSTED, unary(client, 'EmptyCall', {}, metadata));
    await succeed(unary(client, 'EmptyCall', {}));
  },
};

async function runClient(names, address, tls) {
  const credentials = tls ? grpc.credentials.createSsl(readFileSync(tls[0])) : grpc.credentials.createInsecure();
  const client = new TestService(address, credentials);
  const compressing = new TestService(address, credentials, {
    'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip,
  });
  let failed = 0;
  for (const name of names) {
    try {
      await cases[name](client, compressing);
      console.log(`${name} passed`);
    } catch (error) {
      failed += 1;
      console.log(`${name} failed: ${String(error.stack ?? error).replace(/\s+/g, ' ').slice(0, 500)}`);
    }
  }
  process.exit(failed);
}

const [mode, ...rest] = process.argv.slice(2);
const at = rest.indexOf('--tls');
const tls = at < 0 ? null : rest.slice(at + 1);
if (mode === 'server') serve(rest[rest.indexOf('--port-file') + 1], tls);
else if (mode === 'client') await runClient(rest[0].split(','), rest[1], tls);
else throw new Error('usage: grpcjs_peer.mjs server --port-file FILE [--tls CERTIFICATE KEY] | client CASES ADDRESS [--tls CERTIFICATE]');

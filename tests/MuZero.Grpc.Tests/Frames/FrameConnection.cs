using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace MuZero.Grpc.Tests.Frames;

/// <summary>One end of an HTTP/2 connection that sends what it is told to, for what no client or server of ours would send.</summary>
/// <remarks>It answers settings and pings by itself while it reads, and gives no window back unless told to.</remarks>
internal sealed class FrameConnection : IDisposable
{
    private const int HeaderLength = 9;

    private static readonly byte[] _preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    // SETTINGS_HEADER_TABLE_SIZE 0: the peer repeats fields as text, and does not refer to earlier ones.
    private static readonly byte[] _settings = [0, 1, 0, 0, 0, 0];

    private readonly TcpClient _socket;
    private readonly NetworkStream _bytes;

    private FrameConnection(TcpClient socket)
    {
        socket.NoDelay = true;
        _socket = socket;
        _bytes = socket.GetStream();
    }

    /// <summary>As a client.</summary>
    public static async Task<FrameConnection> Connect(Uri address)
    {
        TcpClient socket = new();
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        FrameConnection connection = new(socket);
        await connection._bytes.WriteAsync(_preface);
        await connection.Send(FrameType.Settings, 0, 0, _settings);
        return connection;
    }

    /// <summary>As a server, the next client's.</summary>
    public static async Task<FrameConnection> Accept(TcpListener listener)
    {
        FrameConnection connection = new(await listener.AcceptTcpClientAsync());
        await connection._bytes.ReadExactlyAsync(new byte[_preface.Length]);
        await connection.Send(FrameType.Settings, 0, 0, _settings);
        return connection;
    }

    public async Task Send(FrameType type, byte flags, int stream, ReadOnlyMemory<byte> payload)
    {
        byte[] frame = new byte[HeaderLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | (byte)type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsMemory(HeaderLength));
        await _bytes.WriteAsync(frame);
    }

    /// <summary>Header fields, in as many frames as they need.</summary>
    public async Task SendFields(int stream, bool endStream, params (string Name, string Value)[] fields)
    {
        ReadOnlyMemory<byte> rest = Frame.Pack(fields);
        byte flags = endStream ? Frame.EndStream : (byte)0;
        FrameType type = FrameType.Fields;
        do
        {
            ReadOnlyMemory<byte> part = rest[..Math.Min(rest.Length, Frame.LargestPayload)];
            rest = rest[part.Length..];
            await Send(type, (byte)(flags | (rest.IsEmpty ? Frame.EndFields : 0)), stream, part);
            (type, flags) = (FrameType.Continuation, 0);
        }
        while (!rest.IsEmpty);
    }

    /// <summary>A gRPC request of one message; the fields go with the request's own.</summary>
    public async Task SendRequest(int stream, string path, byte[] message, params (string Name, string Value)[] fields)
    {
        await SendFields(
            stream, endStream: false,
            [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("te", "trailers"), ("content-type", "application/grpc"), .. fields]);
        await SendMessage(stream, endStream: true, message);
    }

    /// <summary>A gRPC response's head.</summary>
    public Task SendResponseHead(int stream) => SendFields(stream, endStream: false, (":status", "200"), ("content-type", "application/grpc"));

    public Task SendMessage(int stream, bool endStream, byte[] message)
    {
        byte[] framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return Send(FrameType.Bytes, endStream ? Frame.EndStream : (byte)0, stream, framed);
    }

    /// <summary>A frame whose payload is one number: a reset's code, a window's increment.</summary>
    public Task SendNumber(FrameType type, int stream, int number) => Send(type, 0, stream, Numbers(number));

    /// <summary>Streams up to the last are answered, those above were not begun.</summary>
    public Task SendGoAway(int lastStream, int code = 0) => Send(FrameType.GoAway, 0, 0, Numbers(lastStream, code));

    /// <summary>A gRPC response's end.</summary>
    public Task SendStatus(int stream, StatusCode status) =>
        SendFields(stream, endStream: true, ("grpc-status", ((int)status).ToString(CultureInfo.InvariantCulture)));

    /// <summary>The next frame that is not about the connection's settings, or null at the connection's end.</summary>
    public async Task<Frame?> Read()
    {
        byte[] header = new byte[HeaderLength];
        while (await _bytes.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength)
        {
            byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
            await _bytes.ReadExactlyAsync(payload);
            Frame frame = new((FrameType)header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
            if (frame.Type is not (FrameType.Settings or FrameType.Ping))
            {
                return frame;
            }

            if ((frame.Flags & Frame.Acknowledges) == 0)
            {
                await Send(frame.Type, Frame.Acknowledges, 0, frame.Type == FrameType.Ping ? payload : default);
            }
        }

        return null;
    }

    /// <summary>The next frame that a test waits for; others are passed over.</summary>
    public async Task<Frame> ReadUntil(Func<Frame, bool> isWanted)
    {
        while (await Read() is { } frame)
        {
            if (isWanted(frame))
            {
                return frame;
            }
        }

        throw new EndOfStreamException("The connection ended before the frame that the test waits for.");
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Numbers(params ReadOnlySpan<int> numbers)
    {
        byte[] payload = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(i * sizeof(int)), numbers[i]);
        }

        return payload;
    }
}

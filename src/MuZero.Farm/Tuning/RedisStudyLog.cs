using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Tuning.Studies;
using Polly;
using StackExchange.Redis;

namespace MuZero.Farm.Tuning;

/// <summary>A study's log as a list in Redis.</summary>
/// <remarks>
/// <para>An exchange is one script. While Redis is away it waits and repeats the script; a sequence number of the appender keeps a
/// repetition from being applied twice.</para>
/// <para>An append returns once Redis has passed it to the operating system, so that it survives a crash of Redis, given appendonly yes.
/// Other workers may have read operations that did not get so far; they find that the log lacks them, and replay it from its start.</para>
/// </remarks>
internal sealed class RedisStudyLog : IStudyLog
{
    // At 300 bytes each they are 1.5 MB, which keeps one answer of Redis short.
    private const int Page = 5_000;

    private const int Gone = -1, Other = -2, Rewound = -3;

    private static readonly ResiliencePipeline<bool> _untilKept = FarmResilience.UntilDone(TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMilliseconds(20));

    private readonly Lock _lock = new();
    private readonly RedisServer _server;
    private readonly string _study;
    private readonly StudyKeys _keys;
    private readonly RedisPatience _patience;
    private readonly Dictionary<long, ulong> _digests = []; // of the first operation, and of the last one of each read
    private readonly string _appender = Guid.NewGuid().ToString("N");
    private long _sequence;

    /// <summary>The log of a study.</summary>
    /// <param name="server">The connection; stays open.</param>
    /// <param name="endpoint">Its address, for messages.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="patience">Waits for a Redis that is away.</param>
    public RedisStudyLog(RedisServer server, string endpoint, string study, RedisPatience patience)
    {
        (_server, _study, _patience) = (server, study, patience);
        _keys = new StudyKeys(study);
        Location = $"Redis at {endpoint}";
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue)
    {
        StudyLine.Require(operations);
        lock (_lock)
        {
            _sequence += operations.Count > 0 ? 1 : 0;
            return _patience.Call(() => Once(from, operations, maxUnread));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Null if Redis crashed between the append and the proof that it is kept: then the append is repeated.
    private List<string>? Once(long from, IReadOnlyList<string> operations, long maxUnread)
    {
        string[] page = Run(from, operations, maxUnread);
        List<string> lines = [.. page];
        while (page.Length == Page)
        {
            page = Run(from + lines.Count, [], long.MaxValue);
            lines.AddRange(page);
        }

        return operations.Count == 0 || IsKept(from + lines.Count - 1, lines[^1]) ? lines : null;
    }

    private string[] Run(long from, IReadOnlyList<string> operations, long maxUnread)
    {
        RedisValue[] arguments =
        [
            from, Digest(0), Digest(from - 1), _appender, _sequence, Math.Min(maxUnread, int.MaxValue), Page,
            .. operations.Select(operation => (RedisValue)operation),
        ];
        var answer = (RedisResult[])_server.Call(database
            => database.ScriptEvaluate(RedisScript.Study, [_keys.Log, _keys.Appenders], arguments))!;
        switch ((int)answer[0])
        {
            case Gone:
                throw new UserException(ExitCode.RunFailed,
                    $"The study {_study} is gone from {Location}: Redis was flushed, or it restarted without persistence (appendonly "
                        + "yes). Start a new study.");
            case Other:
                throw new UserException(ExitCode.RunFailed,
                    $"The study {_study} in {Location} was replaced by another one of its name. Start again.");
            case Rewound:
                _digests.Clear();
                throw new LogRewoundException();
        }

        string[] lines = (string[])answer[1]!;
        if (lines.Length > 0)
        {
            _digests[from + lines.Length - 1] = DigestOf(lines[^1]);
            if (from == 0)
            {
                _digests[0] = DigestOf(lines[0]);
            }
        }

        return lines;
    }

    // Kept once the file has grown by all that was to be written at the first look. Others' writes are always pending on a busy Redis.
    private bool IsKept(long index, string line)
    {
        bool isInLog = true;
        long size = 0, target = 0;
        _untilKept.Execute(() =>
        {
            long[] bytes = (long[])_server.Call(database
                => database.ScriptEvaluate(RedisScript.Kept, [_keys.Log], [index, Text(DigestOf(line))]))!;
            if (bytes is not [long written, long pending])
            {
                isInLog = false;
                return true;
            }

            // A file that shrank was rewritten.
            bool isKept = pending == 0 || (target > 0 && written >= target && written >= size);
            target = target == 0 || written < size ? written + pending : target;
            size = written;
            return isKept;
        });
        return isInLog;
    }

    private string Digest(long index)
        => _digests.TryGetValue(index, out ulong digest) ? Text(digest) : "";

    private static string Text(ulong digest) => digest.ToString("x16", CultureInfo.InvariantCulture);

    // The first 16 digits of the SHA-1, which Redis's scripts have.
    private static ulong DigestOf(string line)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // It tells lines apart, and guards no secret.
        SHA1.HashData(Encoding.UTF8.GetBytes(line), digest);
#pragma warning restore CA5350
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}

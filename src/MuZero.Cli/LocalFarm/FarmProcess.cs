using System.Diagnostics;
using System.Text.Json.Serialization;

namespace MuZero.Cli.LocalFarm;

/// <summary>A process of a local farm, or one that is yet to be started.</summary>
/// <param name="Name">trainer, redis, storage, selfplay-1, reanalyse-1.</param>
/// <param name="Id">Its process id; 0 before its start.</param>
/// <param name="StartTicks">When the kernel started it: an id that is used again by another program is not taken for it.</param>
/// <param name="Command">Program and arguments, to start it again.</param>
internal sealed record FarmProcess(string Name, int Id, long StartTicks, IReadOnlyList<string> Command)
{
    /// <summary>In which order processes are stopped.</summary>
    [JsonIgnore]
    public int Rank => Name switch { "trainer" => 1, "storage" => 2, "redis" => 3, _ => 0 };

    /// <summary>True while it runs.</summary>
    [JsonIgnore]
    public bool IsAlive => Id > 0 && StartTicksOf(Id) is var ticks && ticks >= 0 && ticks == StartTicks;

    public void Signal(string name)
    {
        using Process? kill = Process.Start("kill", ["-" + name, Id.ToString(CultureInfo.InvariantCulture)]);
        kill?.WaitForExit();
    }

    /// <summary>A process to be started.</summary>
    public static FarmProcess Planned(string name, params IEnumerable<string> command) => new(name, Id: 0, StartTicks: -1, [.. command]);

    /// <summary>The process's start in the kernel's ticks, or -1 if it is gone or a zombie.</summary>
    /// <remarks>A process whose first thread has ended is a zombie by its state; its other threads may still write and
    /// listen.</remarks>
    public static long StartTicksOf(int id)
    {
        try
        {
            // proc(5): the name, field 2, is in brackets and may hold anything; state is field 3, the start field 22.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            bool isGone = fields[0] == "Z" && Directory.GetDirectories($"/proc/{id}/task").Length <= 1;
            return isGone ? -1 : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1;
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<FarmProcess>))]
internal sealed partial class FarmProcessJson : JsonSerializerContext;

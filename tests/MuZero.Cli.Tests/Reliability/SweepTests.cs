using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MuZero.Cli.Input;
using MuZero.Options;
using MuZero.Tests.Chaos;
using MuZero.Tests.Shared;

namespace MuZero.Cli.Tests.Reliability;

/// <summary>Every option of a run and every flag of every command, set to its bounds and to absurd values: one line, the right exit code,
/// and an end. Each test prints the number of its cases.</summary>
/// <remarks>In the brief profile each key and each flag has a fifth of the absurd values, in turns, so that every key and every value
/// appears, and each bound is trained with one of the three runs.</remarks>
public sealed class SweepTests(TrainedRuns runs, ITestOutputHelper output) : IClassFixture<TrainedRuns>, IDisposable
{
    private static readonly string[] _absurd =
    [
        "", " ", "0", "-1", "-0.5", "0.5", "NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e400", "1e-320", "2147483647", "2147483648",
        "-2147483648",
        "9223372036854775808", "18446744073709551616", "true", "null", "abc", "ä", "[]", "[1]", "{}", "{\"a\":1}", "0x10", "1,5", "--",
        "a\nb",
    ];

    // What a run of a fifth of a second cannot end: one move of a million simulations.
    private static readonly Dictionary<string, string> _largest = new()
    {
        ["search.simulations"] = "2000",
        ["evaluation.simulations"] = "2000",
        ["evaluation.episodes"] = "100"
    };

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(40);

    private readonly ScratchDirectory _scratch = new();
    private readonly List<string> _faults = [];
    private int _cases;
    private int _turn;

    [Fact]
    public void Options_EveryKeyEveryValueEveryWay_AreTakenOrRefusedInOneLine()
    {
        foreach (OptionKey key in OptionKey.All)
        {
            foreach (string value in Absurd().Concat(Bounds(key)))
            {
                Check(Resolve(key.Name, "--set", $"{key.Name}={value}"));
                Check(Resolve(key.Name, "--config", $"{{\"{key.Name}\": {value}}}"));
                Check(Resolve(key.Name, "--config", $"{{\"{key.Name}\": {JsonSerializer.Serialize(value)}}}"));
                string variable = "MUZERO_" + key.Name.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();
                Dictionary<string, string> environment = new() { [variable] = value };
                Check(() => InProcess.Run(["config", "explain", "tictactoe", key.Name], environment), $"{variable}={value}");
            }
        }

        End();
    }

    [Theory]
    [InlineData("tictactoe", "muzero", 0)]
    [InlineData("tictactoe", "alphazero", 1)]
    [InlineData("cartpole", "muzero", 2)]
    public void Train_EveryOptionAtItsBounds_EndsOrIsRefusedInOneLine(string game, string algorithm, int part)
    {
        int number = 0;
        foreach (OptionKey key in OptionKey.All.Where(key => key.Name is not ("algorithm" or "stop")))
        {
            foreach (string value in Bounds(key).Where(_ => ChaosProfile.IsLong || number++ % 3 == part))
            {
                string taken = _largest.TryGetValue(key.Name, out string? largest) && value != "0" && value != "1" ? largest : value;
                string name = $"{game}-{algorithm}-{_cases}";
                Check(
                    () => InProcess.Run([
                        "train", game, "--run", algorithm, "--local-dir", _scratch.FullPath, "--experiment-name", name, "--cores", "1",
                        "--stop", "{\"training_iteration\": 1, \"time_total_s\": 0.2}", .. TrainedRuns.Tiny, "--set",
                        $"{key.Name}={taken}"]),
                    $"{game} {algorithm} {key.Name}={taken}");
                _ = Directory.Exists(_scratch[name]) && Delete(_scratch[name]);
            }
        }

        End();
    }

    [Theory]
    [InlineData("network.kind=residual", "network.channels=4096", "network.blocks=256")]
    [InlineData("network.kind=mlp", "network.hidden_size=65536", "network.latent_size=65536")]
    [InlineData("training.batch_size=1000000", "training.unroll_steps=1000")]
    [InlineData("search.simulations=1000000", "self_play.games=65536")]
    [InlineData("search.simulations=1000000", "self_play.actors=1024")]
    [InlineData("search.simulations=100000", "self_play.games=16", "reanalyse.ratio=1", "reanalyse.threads=1024")]
    [InlineData("replay.max_mebibytes=1048576")]
    public void Train_MoreThanTheMachineHas_IsRefusedInOneLine(params string[] settings)
    {
        Ending ending = InProcess.Run(["train", "tictactoe", "--local-dir", _scratch["runs"], "--stop", "{\"time_total_s\": 1}",
            .. TrainedRuns.Tiny, .. settings.SelectMany(setting => new[] { "--set", setting })]);

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("The options ", ending.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(_scratch["runs"]) ? Directory.GetDirectories(_scratch["runs"]) : []);
    }

    [Fact]
    public void Evaluate_MoreThanTheMachineHas_IsRefusedInOneLine()
        => Assert.Matches("memory|this machine has",
            InProcess.Run("evaluate", runs.CartPole, "--simulations", "1000000", "--episodes", "1").ErrorLines[^1]);

    [Fact]
    public void Flags_EveryCommandEveryFlagEveryValue_AreTakenOrRefusedInOneLine()
    {
        using StringWriter nothing = new();
        Command root = CommandLine.Root(new Terminal { Input = TextReader.Null, Output = nothing, Error = nothing });
        foreach ((string[] words, Command command) in Leaves(root, []))
        {
            foreach (Option option in command.Options.Where(option => option.Name is not ("--help" or "--version")))
            {
                foreach (string value in Absurd())
                {
                    string[] line = [.. words, .. Ending(words), option.Name, value];
                    Check(() => InProcess.Run(line), string.Join(' ', line));
                }

                string[] bare = [.. words, .. Ending(words), option.Name];
                Check(() => InProcess.Run(bare), string.Join(' ', bare));
            }

            foreach (string value in Absurd())
            {
                string[] line = [.. words, value, value];
                Check(() => InProcess.Run(line), string.Join(' ', line));
            }
        }

        End();
    }

    [Theory]
    [InlineData("evaluate", "--simulations", "--opponent", "--seed", "--game")]
    [InlineData("play", "--simulations", "--side", "--seed", "--game")]
    public void Flags_OfASavedAgent_AreTakenOrRefusedInOneLine(string command, params string[] flags)
    {
        foreach (string flag in flags)
        {
            foreach (string value in _absurd.Append("1"))
            {
                string[] line = [command, runs.TicTacToe, flag, value, .. command == "evaluate" ? new[] { "--episodes", "2" } : []];
                Check(() => InProcess.Run(line), string.Join(' ', line));
            }
        }

        End();
    }

    public void Dispose() => _scratch.Dispose();

    private IEnumerable<string> Absurd()
    {
        int share = ChaosProfile.Pick(5, 1), turn = _turn++;
        return _absurd.Where((_, i) => i % share == turn % share);
    }

    private static IEnumerable<string> Bounds(OptionKey key)
    {
        string[] bounds = double.IsNaN(key.Minimum)
            ? ["true", "false", "auto", "0", "18446744073709551615"]
            : [Number(key.Minimum), Number(key.Maximum), "0"];
        return bounds.Distinct();
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static bool Delete(string directory)
    {
        Directory.Delete(directory, recursive: true);
        return true;
    }

    // Words with which a command ends at once: nothing starts and nothing is measured.
    private static string[] Ending(string[] words) => words switch
    {
        ["train"] or ["trainer"] => ["no-such-game"],
        ["farm", "up"] => ["no-such-game", "--experiment-name", "sweep"],
        ["selfplay"] => ["--trainer", "ftp://nowhere"],
        ["storage"] => ["--directory", "/dev/null/none"],
        ["evaluate"] or ["play"] => ["/dev/null/none"],
        ["bench", ..] => ["--game", "no-such-game"],
        ["farm", ..] => ["--local-dir", "/dev/null/none"],
        ["doctor"] or ["games"] => ["too-much"],
        _ => ["no-such-game"],
    };

    private static IEnumerable<(string[] Words, Command Command)> Leaves(Command command, string[] words)
    {
        if (command.Action is not null && words.Length > 0)
        {
            yield return (words, command);
        }

        foreach ((string[] Words, Command Command) leaf in command.Subcommands.SelectMany(below => Leaves(below, [.. words, below.Name])))
        {
            yield return leaf;
        }
    }

    // Resolves all options and shows one.
    private static (Func<Ending> Run, string Name) Resolve(string key, params string[] words)
        => (() => InProcess.Run(["config", "explain", "tictactoe", key, .. words]), string.Join(' ', words));

    private void Check((Func<Ending> Run, string Name) resolved) => Check(resolved.Run, resolved.Name);

    private void Check(Func<Ending> run, string name)
    {
        _cases++;
        Task<Ending> task = Task.Run(run);
        if (!task.Wait(_patience))
        {
            Assert.Fail($"{name} does not end after {_cases} cases; before: {string.Join('\n', _faults)}");
        }

        Ending ending = task.Result;
        bool isWrong = ending.ExitCode is < 0 or > 5
            || ending.Error.Contains("internal error", StringComparison.Ordinal)
            || ending.Error.Contains("   at ", StringComparison.Ordinal)
            || (ending.ExitCode != 0 && ending.ErrorLines.Length == 0);
        if (isWrong)
        {
            _faults.Add($"{name}: {ending.ExitCode}, {ending.Error}");
        }
    }

    private void End()
    {
        output.WriteLine($"{_cases} cases");
        Assert.True(_faults.Count == 0, $"{_faults.Count} of {_cases} cases: {string.Join('\n', _faults)}");
    }
}

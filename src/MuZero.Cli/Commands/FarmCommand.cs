using Grpc.Core;
using MuZero.Cli.Input;
using MuZero.Cli.LocalFarm;
using MuZero.Cli.Views;
using MuZero.Farm.Hosting;
using MuZero.Farm.Wire;
using MuZero.Records;

namespace MuZero.Cli.Commands;

/// <summary>muzero farm: a farm of processes on this machine, and a look at any farm.</summary>
internal sealed class FarmCommand : Command
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(250);

    private readonly Terminal _terminal;
    private readonly RunSetup _setup;
    private readonly FarmFlags _farm = new();
    private readonly Option<int?> _workers = Flag.Whole("--workers", "Self-play workers. Default 2.", 1, 1024);
    private readonly Option<int?> _reanalysers = Flag.Whole(
        "--reanalysers", "Reanalysis services. Default 1 if reanalyse.ratio is above 0, else none.", 0, 1024);

    private readonly Option<string?> _name = Flag.Text(
        "--experiment-name", "NAME", "The farm's run. Default: the one in --local-dir that is up.");
    private readonly Option<string?> _directory = Flag.Text("--local-dir", "DIR", "Holds the runs. Default ./runs.");
    private readonly Option<string?> _trainer = Flag.Text("--trainer", "URL", "The trainer of a farm that was not started here.");
    private readonly Option<bool> _json = Flag.Json();
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Continue until Ctrl-C." };
    private readonly Option<bool> _all = Flag.Switch("--all", "Every farm in --local-dir.");
    private readonly Option<bool> _keepReplay = Flag.Switch(
        "--keep-replay", "Leave the replay buffer's files for the next farm of the run.");

    public FarmCommand(Terminal terminal)
        : base("farm", "A farm of processes: several workers, one trainer.")
    {
        (_terminal, _setup) = (terminal, new RunSetup(terminal));
        Command up = new(
            "up",
            "Starts Redis, a trainer and workers on this machine, and returns when all are ready; "
            + "in a farm that is up, restarts what has ended.");
        _setup.AddTo(up);
        _farm.AddRedisTo(up);
        Flag.Add(up, _workers, _reanalysers);
        up.SetAction(Up);
        Add(up);
        Command status = AddNamed("status", "Shows workers, throughput and training progress.", Status);
        Flag.Add(status, _trainer, _json, _follow);
        _farm.AddClientTo(status);
        AddNamed("logs", "What the farm's processes have said.", Logs).Add(_follow);
        Flag.Add(AddNamed("down", "Stops the farm; the run's checkpoints and results stay.", Down), _all, _keepReplay);
        Command list = new("list", "Lists the farms in --local-dir.") { _directory, _json };
        list.SetAction(List);
        Add(list);
    }

    private Command AddNamed(string name, string description, Func<ParseResult, int> action)
    {
        Command command = new(name, description) { _name, _directory };
        command.SetAction(action);
        Add(command);
        return command;
    }

    private int Up(ParseResult parsed)
    {
        if (_setup.Name(parsed) is null
            && FarmProcesses.In(_setup.LocalDirectory(parsed)).FirstOrDefault(other => other.IsUp) is { } running)
        {
            throw UserException.Usage(
                $"The farm of {running.RunDirectory} is up already. See muzero farm status, take it down with muzero farm down, "
                + "or start a second one with --experiment-name.");
        }

        TrainingSetup setup = _setup.NewOrResumed(parsed);
        FarmProcesses farm = new(setup.Directory.FullPath);
        using Interruption interruption = new(_terminal, "taking down what was started");
        using IDisposable held = farm.HoldToStart();
        if (farm.IsUp)
        {
            return Revive(farm, interruption.Token);
        }

        if (TrainingRun.Finished(setup) is { } finished)
        {
            return TrainCommand.Report(_terminal, setup, finished);
        }

        IReadOnlyList<string> redisWords = _farm.RedisWords(parsed);
        int reanalysers;
        // Refused here, and not in a log of the trainer; nothing is left of it then.
        using (setup.Directory.Hold(TimeSpan.Zero, interruption.Token))
        {
            _ = Composition.Choose(setup.Game, setup.Options);
            reanalysers = Reanalysers(parsed, setup.Options.Reanalyse.Ratio);
        }

        FarmPlan plan = new(farm, setup, _farm.NamedRedis(parsed), redisWords, parsed.GetValue(_workers) ?? 2, reanalysers);
        farm.Prepare();
        plan.Write();
        try
        {
            Start(farm, plan, interruption.Token);
        }
        catch (Exception)
        {
            // A partially started farm is stopped again; the message says what failed, and where the log is.
            farm.Down(keepReplay: true, keepLogs: true);
            throw;
        }

        string names = string.Join(", ", farm.Processes.Select(process => process.Name));
        _terminal.Report($"the farm is up: {names}; see muzero farm status, logs -f, down");
        _terminal.Output.WriteLine(setup.Directory.FullPath);
        return (int)ExitCode.Ok;
    }

    private void Start(FarmProcesses farm, FarmPlan plan, CancellationToken cancellation)
    {
        if (plan.Redis is { } redis)
        {
            farm.WaitForPort(farm.Start(redis), plan.RedisPort);
            _terminal.Report($"redis listens on {plan.RedisEndpoint}");
        }

        farm.WaitForReady(farm.Start(plan.Trainer), cancellation);
        _terminal.Report($"the trainer serves {farm.TrainerAddress}");
        FarmProcess[] members = [.. plan.Members.Select(farm.Start)];
        Array.ForEach(members, process => farm.WaitForReady(process, cancellation));
    }

    private int Reanalysers(ParseResult parsed, double ratio)
    {
        int reanalysers = parsed.GetValue(_reanalysers) ?? (ratio > 0.0 ? 1 : 0);
        return reanalysers == 0 || ratio > 0.0
            ? reanalysers
            : throw UserException.Usage("--reanalysers needs a run that reanalyses. Set reanalyse.ratio above 0, or leave the flag out.");
    }

    // Lost processes of a farm are started again; they continue from their last state.
    private int Revive(FarmProcesses farm, CancellationToken cancellation)
    {
        IReadOnlyList<FarmProcess> revived = farm.Revive();
        if (revived.Count == 0)
        {
            throw UserException.Usage(
                $"The farm of {farm.RunDirectory} is up already. See muzero farm status, or take it down with muzero farm down.");
        }

        foreach (FarmProcess process in revived.Where(process => process.Name != "redis"))
        {
            farm.WaitForReady(process, cancellation);
        }

        _terminal.Report($"started again: {string.Join(", ", revived.Select(process => process.Name))}");
        _terminal.Output.WriteLine(farm.RunDirectory);
        return (int)ExitCode.Ok;
    }

    private int Status(ParseResult parsed)
    {
        ServiceOptions options = _farm.Service(parsed);
        string address = parsed.GetValue(_trainer) ?? Find(parsed).TrainerAddress
            ?? throw new UserException(ExitCode.Unreachable, "The farm has no trainer that is ready. See muzero farm logs.");
        using FarmChannel channel = new(address, options);
        using Interruption interruption = new(_terminal, "");
        MuZero.Farm.Wire.Registry.RegistryClient client = new(channel.Invoker);
        try
        {
            do
            {
                FarmStatus status = client.Status(new StatusRequest(), deadline: DateTime.UtcNow + _deadline);
                // A screen is redrawn each time; a file gets a line or a table a second.
                _terminal.Output.Write(parsed.GetValue(_follow) && _terminal.IsLive && !parsed.GetValue(_json) ? "\e[H\e[2J" : "");
                JsonText.Write(_terminal.Output, parsed.GetValue(_json), () => FarmText.Json(status), text => FarmText.Table(text, status));
                _terminal.Output.Flush();
            }
            while (parsed.GetValue(_follow) && !interruption.Token.WaitHandle.WaitOne(_second));

            return (int)ExitCode.Ok;
        }
        catch (RpcException fault)
        {
            throw new UserException(
                ExitCode.Unreachable,
                $"The trainer at {address} does not answer ({fault.StatusCode}: {fault.Status.Detail}). See muzero farm logs.",
                fault);
        }
    }

    private int Logs(ParseResult parsed)
    {
        FarmProcesses farm = Find(parsed);
        LogTail tail = new(farm.LogDirectory);
        tail.Write(_terminal.Output);
        if (parsed.GetValue(_follow))
        {
            using Interruption interruption = new(_terminal, "");
            while (!interruption.Token.WaitHandle.WaitOne(_poll) && farm.Exists)
            {
                tail.Write(_terminal.Output);
            }
        }

        return (int)ExitCode.Ok;
    }

    private int Down(ParseResult parsed)
    {
        bool all = parsed.GetValue(_all);
        if (all && parsed.GetValue(_name) is not null)
        {
            throw UserException.Usage("--all and --experiment-name cannot be combined.");
        }

        foreach (FarmProcesses farm in all ? Farms(parsed) : [Find(parsed)])
        {
            using IDisposable held = farm.HoldToStop();
            if (!farm.Exists)
            {
                throw NoFarm(farm.RunDirectory); // another command has taken it down meanwhile
            }

            int processes = farm.Running;
            farm.Down(parsed.GetValue(_keepReplay));
            _terminal.Report($"stopped {processes} processes; results are in {farm.RunDirectory}");
        }

        return (int)ExitCode.Ok;
    }

    private int List(ParseResult parsed)
    {
        IReadOnlyList<FarmProcesses> farms = Farms(parsed);
        JsonText.Write(
            _terminal.Output,
            parsed.GetValue(_json),
            () => JsonText.Array(farms, farm => new()
            {
                ["run"] = farm.RunDirectory,
                ["running"] = farm.Running,
                ["processes"] = farm.Processes.Count,
                ["trainer"] = farm.TrainerAddress,
            }),
            text => TextTable.Write(text,
            [
                ["RUN", "RUNNING", "TRAINER"],
                .. farms.Select(farm => new[]
                {
                    farm.RunDirectory, $"{farm.Running} of {farm.Processes.Count}", farm.TrainerAddress ?? "",
                }),
            ]));
        return (int)ExitCode.Ok;
    }

    private IReadOnlyList<FarmProcesses> Farms(ParseResult parsed) => FarmProcesses.In(parsed.GetValue(_directory) ?? "runs");

    private FarmProcesses Find(ParseResult parsed)
    {
        string runs = parsed.GetValue(_directory) ?? "runs";
        if (parsed.GetValue(_name) is { } name)
        {
            FarmProcesses farm = new(RunDirectory.Named(runs, name).FullPath);
            return farm.Exists ? farm : throw NoFarm(farm.RunDirectory);
        }

        // One that is up comes before those that a restart of the machine has ended.
        IReadOnlyList<FarmProcesses> farms = Farms(parsed);
        farms = farms.Count(farm => farm.IsUp) == 1 ? [farms.Single(farm => farm.IsUp)] : farms;
        return farms.Count switch
        {
            0 => throw UserException.Usage($"There is no farm in {runs}. Start one with muzero farm up GAME, or name another --local-dir."),
            1 => farms[0],
            _ => throw UserException.Usage(
                $"There are several farms in {runs}: {string.Join(", ", farms.Select(farm => Path.GetFileName(farm.RunDirectory)))}. "
                + "Name one with --experiment-name."),
        };
    }

    private static UserException NoFarm(string run) => UserException.Usage(
        $"There is no farm in {run}. Start one with muzero farm up GAME --experiment-name {Path.GetFileName(run)}.");
}

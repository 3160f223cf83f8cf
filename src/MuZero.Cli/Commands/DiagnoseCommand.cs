using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Evaluation;
using MuZero.Evaluation.Diagnosis;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Plots;
using MuZero.SelfPlay;

namespace MuZero.Cli.Commands;

/// <summary>muzero diagnose: a learned model beside the game.</summary>
internal sealed class DiagnoseCommand : Command
{
    private const int DefaultEpisodes = 64;
    private const int DefaultSteps = 10;
    private const int DefaultGames = 40;

    private readonly Terminal _terminal;
    private readonly Argument<string> _run = new("RUN") { Description = BestCheckpoint.RunDescription };
    private readonly Option<string?> _game = GameChoice.OfRun();
    private readonly Option<int?> _episodes = Flag.Whole(
        "--episodes", $"Episodes of self-play that the model is followed through. Default {DefaultEpisodes}.", 1, 100_000);
    private readonly Option<int?> _steps = Flag.Whole(
        "--steps", $"Moves that the model imagines from each position. Default {DefaultSteps}.", 1, 1_000);
    private readonly Option<int?> _games = Flag.Whole(
        "--games",
        "Games, or episodes of one player, in which the agent plans with its model and with the game's rules; 0 leaves them out. "
            + $"Default {DefaultGames}.",
        0,
        100_000);
    private readonly Option<int?> _simulations = Flag.Whole("--simulations", "Simulations per move. Default: its run's.", 1, 1_000_000);
    private readonly Option<ulong?> _seed = Flag.Seed("The seed of episodes and games. Default 1.");
    private readonly Option<string?> _out = Flag.Text("--out", "FILE", "Draws the errors over imagined moves too; .svg or .png.");
    private readonly Option<bool> _json = Flag.Json();

    public DiagnoseCommand(Terminal terminal)
        : base("diagnose", "Shows where a learned model departs from its game.")
    {
        _terminal = terminal;
        Add(_run);
        Flag.Add(this, _game, _episodes, _steps, _games, _simulations, _seed, _out, _json);
        SetAction(Run);
    }

    private void Run(ParseResult parsed)
    {
        string? file = parsed.GetValue(_out);
        if (file is not null)
        {
            OutputFile.RequirePicture(file, "--out");
        }

        SavedAgent agent = SavedAgent.Open(parsed.GetRequiredValue(_run), Composition.Games(), _terminal.Report, parsed.GetValue(_game));
        AgentParts parts = AgentParts.Of(agent.Game, agent.Options);
        if (!parts.Shape.Dynamics)
        {
            throw UserException.Usage($"The run was trained with {parts.Family.Title}, which plans with the game's rules and learns no "
                + "model of them. Diagnose a run of MuZero; muzero evaluate measures this one.");
        }

        if (agent.Game.Spec.ActionBox is not null)
        {
            throw UserException.Usage($"{agent.Game.Spec.Id} has continuous actions, and the diagnosis goes through actions by number. "
                + "Measure the run with muzero evaluate.");
        }

        if (agent.Game.Spec.Players > 2)
        {
            throw UserException.Usage($"{agent.Game.Spec.Id} has {agent.Game.Spec.Players} players, and a diagnosis follows one value of a "
                + "position. Diagnose a run of a game of one or two players; muzero evaluate measures this one.");
        }

        bool learnsCodes = parts.Shape is { ChanceCodes: > 0, ChanceLabels: false };
        if (learnsCodes && (file is not null || parsed.GetValue(_games) == 0))
        {
            throw UserException.Usage("The run's model has learned its chance codes, and which of them stands for an outcome of the "
                + "game is not known; only planning with the model and with the rules is compared. Leave out --out and --games 0, or train "
                + "with network.chance_labels.");
        }

        _terminal.Report($"diagnosing {BestCheckpoint.Describe(agent)}");
        IBackend networks = Composition.Networks();
        ulong seed = parsed.GetValue(_seed) ?? 1;
        DiagnosisReport? report = learnsCodes ? null : Follow(parts, agent, networks, parsed, seed);
        DiagnosisView view = new(_terminal.Output, parsed.GetValue(_json), agent.Source);
        view.Write(report, Strengths(agent, networks, parsed, seed));
        if (file is not null)
        {
            OutputFile.Write(file, Picture(report!, agent), _terminal);
        }
    }

    private DiagnosisReport Follow(AgentParts parts, SavedAgent agent, IBackend networks, ParseResult parsed, ulong seed)
    {
        int episodes = parsed.GetValue(_episodes) ?? DefaultEpisodes;
        using INetwork network = parts.CreateNetwork(networks);
        network.Load(agent.Weights);
        ModelDiagnosis diagnosis = new(agent.Game, network, parsed.GetValue(_steps) ?? DefaultSteps, seed);
        foreach (Episode episode in agent.Play(networks, episodes, seed))
        {
            diagnosis.Add(episode);
        }

        return diagnosis.Report;
    }

    // Null if games were left out.
    private ModelStrength? Strengths(SavedAgent agent, IBackend networks, ParseResult parsed, ulong seed)
    {
        int games = parsed.GetValue(_games) ?? DefaultGames;
        if (games == 0)
        {
            return null;
        }

        int simulations = parsed.GetValue(_simulations) ?? 0, threads = Environment.ProcessorCount;
        using AgentPlayer model = agent.CreatePlayer(networks, simulations, EpisodeRunner.SideBySide, threads);
        using AgentPlayer rules = agent.CreatePlayerWithRules(networks, simulations, EpisodeRunner.SideBySide, threads);
        EpisodeRunner runner = new(agent.Game, threads);
        if (agent.Game.Spec.Players == 1)
        {
            return new ModelStrength(
                model.Simulations, null, runner.Returns(model, games, seed), runner.Returns(rules, games, seed));
        }

        MatchReport match = runner.Match(model, rules, games, EpisodeRunner.OpeningPlies(agent.Game), seed);
        return new ModelStrength(model.Simulations, match, null, null);
    }

    private static Picture Picture(DiagnosisReport report, SavedAgent agent)
    {
        Curve Line(string name, Func<UnrollError, double> number) => new(name,
            [.. report.Steps.Select(step => ((double)step.Step, number(step))).Where(point => double.IsFinite(point.Item2))]);
        return RunPictures.Curves(
            $"The learned model of {agent.Game.Spec.Id}", Path.GetFileName(Path.GetDirectoryName(agent.Source)) ?? "", "imagined moves",
            "mean error",
            [
                Line("value beside the outcome", step => step.ValueError),
                Line("value beside the observed position's", step => step.ValueDrift),
                Line("hidden state, 1 - cosine", step => 1.0 - step.LatentSimilarity),
                Line("reward", step => step.RewardError),
                Line("policy, nats", step => step.PolicyDivergence),
                Line("illegal probability", step => step.IllegalShare),
                Line("value beyond the end", step => step.ValueBeyond),
            ]);
    }
}

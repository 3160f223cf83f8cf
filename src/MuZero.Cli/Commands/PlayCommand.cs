using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Cli.Play;
using MuZero.Evaluation;
using MuZero.Learning;
using MuZero.Numerics;

namespace MuZero.Cli.Commands;

/// <summary>muzero play: a person against a saved agent.</summary>
internal static class PlayCommand
{
    private static readonly string[] _sides = ["first", "second", "random"];

    public static Command Create(Terminal terminal)
    {
        Argument<string> run = new("RUN") { Description = BestCheckpoint.RunDescription };
        Option<string?> game = GameChoice.OfRun();
        Option<string?> side = Flag.Text("--side", "SIDE", "Your side: first (default), second or random.");
        Option<int?> simulations = Flag.Whole("--simulations", "Simulations per move of the agent. Default: the run's.", 1, 1_000_000);
        Option<int?> level = Flag.Whole(
            "--level",
            "The agent's strength, 1 to 5: fewer simulations, and below 4 moves drawn from those that are not much worse. Default 5.",
            1,
            PlayLevel.Strongest);
        Option<ulong?> seed = Flag.Seed("The random seed of the games. Default: another every time.");
        Command command = new("play", "Plays against a saved agent; type help there.") { run, game, side, level, simulations, seed };
        command.SetAction(parsed =>
        {
            ulong dice = parsed.GetValue(seed) ?? (ulong)Random.Shared.NextInt64();
            int seat = Seat(parsed.GetValue(side) ?? _sides[0], dice);
            SavedAgent saved = SavedAgent.Open(parsed.GetRequiredValue(run), Composition.Games(), terminal.Report, parsed.GetValue(game));
            terminal.Report($"playing against {BestCheckpoint.Describe(saved)}");
            IBackend networks = Composition.Networks();
            using PlayAgent agent = new(
                saved.Game.Spec,
                count => saved.CreatePlayer(networks, count, batch: 1, threads: 1),
                parsed.GetValue(simulations) ?? 0,
                RandomStream.Derive(dice, 3)); // 2 are the dice of the session
            if (parsed.GetValue(level) is { } number)
            {
                agent.Play(PlayLevel.Of(number));
                agent.Simulations = parsed.GetValue(simulations) ?? agent.Simulations;
            }

            new PlayConsole(new PlaySession(saved.Game, agent, saved.Game.Spec.Players == 1 ? 0 : seat, dice), terminal).Run();
        });
        return command;
    }

    private static int Seat(string side, ulong dice) => Array.IndexOf(_sides, side.ToLowerInvariant()) switch
    {
        0 => 0,
        1 => 1,
        2 => (int)(RandomStream.Derive(dice, 1) & 1),
        _ => throw UserException.Usage($"--side is '{side}'; it must be {string.Join(", ", _sides)}.{NearestName.Suggest(side, _sides)}"),
    };
}

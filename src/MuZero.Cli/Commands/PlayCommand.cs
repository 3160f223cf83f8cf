using MuZero.Agents;
using MuZero.Cli.Input;
using MuZero.Cli.Play;
using MuZero.Evaluation;
using MuZero.Numerics;

namespace MuZero.Cli.Commands;

/// <summary>muzero play: a person against a saved agent.</summary>
internal static class PlayCommand
{
    private const string RandomSide = "random";

    public static Command Create(Terminal terminal)
    {
        Argument<string> run = new("RUN") { Description = BestCheckpoint.RunDescription };
        Option<string?> game = GameChoice.OfRun();
        Option<string?> side = Flag.Text(
            "--side", "SIDE", "Your side: first (default), second or random; with more players also third and so on.");
        Option<int?> simulations = Flag.Whole("--simulations", "Simulations per move of the agent. Default: the run's.", 1, 1_000_000);
        Option<int?> level = Flag.Whole(
            "--level",
            "The agent's strength, 1 to 5: fewer simulations, and below 4 moves drawn from those that are not much worse. Default 5.",
            1,
            PlayLevel.Strongest);
        Option<double?> seconds = Flag.Seconds("--seconds", "Seconds per move of the agent, in place of simulations.", 0.001, 86_400);
        Option<string?> clock = Flag.Text(
            "--clock", "SECONDS[+SECONDS]", "Seconds of the agent for a game, and those that each of its moves adds, such as 300+2.");
        Option<string[]> set = SearchSettings.Option();
        Option<ulong?> seed = Flag.Seed("The random seed of the games. Default: another every time.");
        Command command = new("play", "Plays against a saved agent; type help there.")
        {
            run, game, side, level, simulations, seconds, clock, set, seed,
        };
        command.SetAction(parsed =>
        {
            ulong dice = parsed.GetValue(seed) ?? (ulong)Random.Shared.NextInt64();
            RequireSide(parsed.GetValue(side));
            PlayClock? time = Clock(parsed.GetValue(seconds), parsed.GetValue(clock));
            SavedAgent saved = SavedAgent.Open(parsed.GetRequiredValue(run), Composition.Games(), terminal.Report, parsed.GetValue(game))
                .With(SearchSettings.Of(parsed, set));
            int seat = Seat(parsed.GetValue(side) ?? SideNames.All[0], Math.Max(2, saved.Game.Spec.Players), dice);
            terminal.Report($"playing against {BestCheckpoint.Describe(saved)}");
            ulong draws = RandomStream.Derive(dice, 3); // 2 are the dice of the session
            using PlayAgent agent = new(
                new Thinker(saved, Composition.Networks(), simulations: 0, draws), parsed.GetValue(simulations) ?? 0, time, draws);
            if (parsed.GetValue(level) is { } number)
            {
                agent.Play(PlayLevel.Of(number));
                agent.Simulations = parsed.GetValue(simulations) ?? agent.Simulations;
            }

            new PlayConsole(new PlaySession(saved.Game, agent, saved.Game.Spec.Players == 1 ? 0 : seat, dice), terminal).Run();
        });
        return command;
    }

    private static PlayClock? Clock(double? seconds, string? clock) => (seconds, clock) switch
    {
        (not null, not null) => throw UserException.Usage("--seconds and --clock exclude each other. Choose one."),
        ({ } time, _) => new PlayClock(TimeSpan.Zero, TimeSpan.FromSeconds(time)),
        (_, { } text) => PlayClock.Parse(text),
        _ => null,
    };

    // Before the run is read; a side that the game does not have is refused afterwards.
    private static void RequireSide(string? side)
    {
        if (side is not null && !SideNames.All.Append(RandomSide).Contains(side.ToLowerInvariant()))
        {
            _ = Seat(side, players: 2, dice: 0);
        }
    }

    private static int Seat(string side, int players, ulong dice)
    {
        string[] known = [.. SideNames.All.Take(players), RandomSide];
        int seat = Array.IndexOf(known, side.ToLowerInvariant());
        return seat < 0
            ? throw UserException.Usage($"--side is '{side}'; it must be {string.Join(", ", known)}.{NearestName.Suggest(side, known)}")
            : seat < players ? seat
            : (int)(RandomStream.Derive(dice, 1) % (ulong)players);
    }
}

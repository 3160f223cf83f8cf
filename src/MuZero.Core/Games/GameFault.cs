using MuZero.Errors;

namespace MuZero.Games;

/// <summary>Messages for a game that breaks the contract while it is played: the law of <c>muzero games check</c>, and the
/// remedy.</summary>
internal static class GameFault
{
    /// <summary>A player is to move and has no legal action.</summary>
    public static UserException NoLegalAction(IGameState state) => Of("legal-actions",
        $"Player {state.ToPlay} is to move and has no legal action",
        "Add a pass to the game, or let the episode be over (ToPlay = Player.Terminal)");

    /// <summary>A chance node without probabilities.</summary>
    public static UserException NoChance(GameSpec spec) => Of("chance",
        spec.ChanceOutcomes == 0 ? $"{spec.Id} is at a chance node and its GameSpec has ChanceOutcomes 0"
            : $"{spec.Id} is at a chance node and its state does not implement IChance",
        "Set ChanceOutcomes in the GameSpec and implement IChance on the state");

    /// <summary>Chance nodes that never end.</summary>
    public static UserException EndlessChance(GameSpec spec, int outcomes) => Of("chance",
        $"{spec.Id} had {outcomes:N0} chance outcomes in a row", "Let a player move, or end the episode, after finitely many");

    /// <summary>Episodes that are over before a player moves.</summary>
    public static UserException NoDecision(GameSpec spec, int episodes) => Of("first-decision",
        $"{episodes:N0} episodes of {spec.Id} in a row were over before their first decision",
        "Let NewGame and the chance before the first decision lead to a player's move");

    /// <summary>The remedy for an exception that the game's own code may have thrown.</summary>
    public const string Hint = "If the game threw it, 'muzero games check' finds the moves that lead there.";

    /// <summary>The result of playing games; an exception that their code throws becomes one line (<see cref="Thrown"/>).</summary>
    public static T Guard<T>(GameSpec spec, Func<T> play)
    {
        try
        {
            return play();
        }
        catch (Exception fault) when (fault is not (UserException or OperationCanceledException or OutOfMemoryException))
        {
            throw Thrown(spec, fault);
        }
    }

    /// <summary>An exception while a game was played.</summary>
    public static UserException Thrown(GameSpec spec, Exception cause)
        => new(ExitCode.RunFailed, $"A game of {spec.Id} stopped with {cause.GetType().Name}: {FirstLine(cause)}. {Hint}", cause);

    /// <summary>The first line of an exception's message, without its full stop.</summary>
    public static string FirstLine(Exception cause) => GameCatalog.FirstLine(cause.Message);

    private static UserException Of(string law, string what, string remedy)
        => new(ExitCode.RunFailed, $"{what} (law '{law}' of 'muzero games check'). {remedy}.");
}

using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>A game that is never played: a specification to build networks and batches for.</summary>
internal sealed class SpecGame(GameSpec spec) : IGame
{
    public SpecGame(ObservationShape observation, int actions, float maxReturn = 1.0f)
        : this(observation, actions, -maxReturn, maxReturn)
    {
    }

    public SpecGame(ObservationShape observation, int actions, float minReturn, float maxReturn)
        : this(new GameSpec
        {
            Id = "spec",
            Players = 1,
            Actions = actions,
            Observation = observation,
            MinReturn = minReturn,
            MaxReturn = maxReturn,
            Turns = TurnModel.Single,
            MaxLength = 1,
        })
    {
    }

    public GameSpec Spec => spec;

    public IGameState NewGame(ulong seed) => throw new NotSupportedException("A specification cannot be played.");
}

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

    /// <summary>A game with continuous actions, in a box from -1 to 2 in the first dimension, to 3 in the second and so on.</summary>
    public static SpecGame WithBox(int observation, int dimensions, float maxReturn = 1.0f)
    {
        ActionBox box = new(
            [.. Enumerable.Repeat(-1.0f, dimensions)], [.. Enumerable.Range(2, dimensions).Select(high => (float)high)], points: 3);
        SpecGame discrete = new(ObservationShape.Vector(observation), box.Actions, maxReturn);
        return new SpecGame(discrete.Spec with { ActionBox = box });
    }

    public IGameState NewGame(ulong seed) => throw new NotSupportedException("A specification cannot be played.");
}

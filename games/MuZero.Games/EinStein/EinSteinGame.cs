namespace MuZero.Games.EinStein;

/// <summary>EinStein würfelt nicht (Althöfer 2004): a die decides which of a player's six numbered stones moves one step towards the
/// opposite corner of a board of five by five. The first in that corner wins, and so does who takes the last stone of the other.</summary>
/// <remarks>Both players' stones begin in the triangle of their corner, in an order that the seed draws. If the die's stone is gone, the
/// next lower or the next higher one moves. A stone takes what it meets, of either player. Actions are stone * 3 + direction: sideways,
/// forwards, both.</remarks>
public sealed class EinSteinGame : IGame, ISymmetries, IBaseline
{
    public GameSpec Spec { get; } = new()
    {
        Id = "einstein",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = EinSteinState.Actions,
        ChanceOutcomes = EinSteinState.Stones,
        MaxLength = EinSteinState.MostMoves,
        Observation = new ObservationShape(EinSteinState.Planes, EinSteinState.Size, EinSteinState.Size),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
    };

    /// <summary>The identity, and the exchange of rows and columns.</summary>
    public int Symmetries => 2;

    public IGameState NewGame(ulong seed) => new EinSteinState(new Numerics.RandomStream(seed));

    public int TransformAction(int symmetry, int action)
    {
        (int stone, int direction) = Math.DivRem(action, EinSteinState.Directions);
        return symmetry == 0 || direction == EinSteinState.Diagonally ? action : (stone * EinSteinState.Directions) + 1 - direction;
    }

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry == 0 ? 0 : 4, Spec.Observation, source, target);

    /// <summary>Wins if it can, else takes a stone of the other player if it can, else moves diagonally if it can.</summary>
    public int BaselineAction(IGameState state)
    {
        EinSteinState position = (EinSteinState)state;
        Span<int> legal = stackalloc int[EinSteinState.Actions];
        (int best, int most) = (-1, -1);
        foreach (int action in legal[..position.LegalActions(legal)])
        {
            int preference = position.IsGoal(action) ? 3 : position.Takes(action) ? 2
                : action % EinSteinState.Directions == EinSteinState.Diagonally ? 1 : 0;
            (best, most) = preference > most ? (action, preference) : (best, most);
        }

        return best;
    }
}

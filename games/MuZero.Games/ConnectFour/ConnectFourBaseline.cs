namespace MuZero.Games.ConnectFour;

/// <content>A simple opponent.</content>
public sealed partial class ConnectFourGame : IBaseline
{
    private static readonly int[] _centreFirst = [3, 2, 4, 1, 5, 0, 6];

    /// <inheritdoc/>
    public int BaselineAction(IGameState state) => Reflexes.Choose(state, _centreFirst);
}

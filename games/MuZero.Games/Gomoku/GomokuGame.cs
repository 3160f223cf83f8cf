namespace MuZero.Games.Gomoku;

/// <summary>Gomoku in freestyle: five or more in a line win.</summary>
/// <param name="size">Rows and columns, 5 to 19.</param>
[BoardSizes("gomoku", 5, 19, 9, 15)]
public sealed class GomokuGame(int size) : FiveInARow("gomoku", size, exactlyFive: false);

namespace MuZero.Games.Gomoku;

/// <summary>Gomoku in which exactly five in a line win; six or more do not.</summary>
/// <param name="size">Rows and columns, 5 to 19.</param>
[BoardSizes("gomoku-exact", 5, 19, 9, 15)]
public sealed class ExactGomokuGame(int size) : FiveInARow("gomoku-exact", size, exactlyFive: true);

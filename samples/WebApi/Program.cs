// The best move over HTTP, for a trained run of a built-in game.
// dotnet run --project samples/WebApi -- RUN-DIRECTORY [--urls http://127.0.0.1:5080]
// curl 'http://127.0.0.1:5080/best-move?moves=4,0'
using MuZero;
using MuZero.Games;

WebApplication app = WebApplication.Create(args);
using Agent agent = Agent.Load(args[0]); // one agent serves all requests

app.MapGet("/best-move", (string? moves, int? simulations) =>
{
    IGameState state = agent.Game.NewGame(seed: 0);
    try
    {
        foreach (string move in (moves ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            state.Apply(int.TryParse(move, out int action) ? action : -1);
        }

        return Results.Ok(agent.Analyse(state, simulations ?? 0));
    }
    catch (ArgumentException fault) // a move that is not legal, or a game that is over
    {
        return Results.BadRequest(fault.Message);
    }
});

app.Run();

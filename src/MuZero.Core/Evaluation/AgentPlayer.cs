using MuZero.Games;
using MuZero.Search;
using MuZero.Search.Rules;

namespace MuZero.Evaluation;

/// <summary>The trained agent at its strongest: a search without noise, the most visited action.</summary>
public sealed class AgentPlayer(ISearchModel model, SearchOptions options, int batch) : IPlayer
{
    private readonly BatchedSearch _search = new(model, options, batch);

    /// <inheritdoc/>
    public string Name => "agent";

    /// <summary>The search, which keeps the last positions' statistics: position i of the last <see cref="Choose"/> if it had at most one batch of them.</summary>
    public BatchedSearch Search => _search;

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, Span<int> actions)
    {
        for (int start = 0; start < states.Length; start += _search.Capacity)
        {
            int count = Math.Min(_search.Capacity, states.Length - start);
            _search.Run(states.Slice(start, count), []);
            for (int i = 0; i < count; i++)
            {
                actions[start + i] = VisitPolicy.Best(_search.Visits(i));
            }
        }
    }
}

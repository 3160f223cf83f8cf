namespace MuZero.Networks;

/// <summary>A network for each thread of one search. As a network it is the first of them; weights are loaded into all.</summary>
internal sealed class NetworkTeam(IReadOnlyList<INetwork> members) : INetwork
{
    /// <summary>The networks, one a thread.</summary>
    public IReadOnlyList<INetwork> Members => members;

    public NetworkShape Shape => members[0].Shape;

    public long Version => members[0].Version;

    /// <summary>The networks of a planner: the members of a team, or a network alone.</summary>
    public static IReadOnlyList<INetwork> Of(INetwork network) => network is NetworkTeam team ? team.Members : [network];

    public void Reserve(int slots) => members[0].Reserve(slots);

    public void Load(WeightSnapshot weights)
    {
        foreach (INetwork member in members)
        {
            member.Load(weights);
        }
    }

    public void Initial(InferenceBatch batch) => members[0].Initial(batch);

    public void Recurrent(InferenceBatch batch) => members[0].Recurrent(batch);

    public void Afterstate(InferenceBatch batch) => members[0].Afterstate(batch);

    public void ReadLatent(int slot, Span<float> latent) => members[0].ReadLatent(slot, latent);

    public void Dispose()
    {
        foreach (INetwork member in members)
        {
            member.Dispose();
        }
    }
}

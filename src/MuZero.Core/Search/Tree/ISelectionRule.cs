namespace MuZero.Search.Tree;

/// <summary>A choice among a node's edges. Rules are structs, so that the walk is compiled for each of them.</summary>
internal interface ISelectionRule
{
    /// <summary>True for a rule that selects at nodes of kind <see cref="NodeKind.Chance"/> too.</summary>
    static virtual bool PassesChance => false;

    /// <summary>True for a rule that reads <see cref="EdgeVisits"/>.</summary>
    static virtual bool ReadsVisits => false;

    /// <summary>The child to go on to, or ~action if the best edge has not been visited.</summary>
    /// <param name="tree">The tree's number.</param>
    /// <param name="records">The tree.</param>
    /// <param name="node">A node of kind <see cref="NodeKind.Decision"/> or <see cref="NodeKind.Chance"/>.</param>
    int Select(int tree, TreeRecords records, int node);
}

namespace MuZero.Tuning.Studies;

/// <summary>The studies of a log and the ids of their trials. A study's id is its place among all studies created, a trial's its place
/// among the trials of all studies; a trial's number is its place in its own study.</summary>
/// <param name="wanted">The study to follow; null for the first.</param>
internal sealed class StudyIds(string? wanted)
{
    private readonly List<string?> _studies = []; // by id; null once deleted
    private readonly List<int> _numbers = []; // by trial id; -1 for trials of other studies
    private readonly List<int> _ids = []; // by number

    /// <summary>The id of the study that is followed, or -1 before it was created and after it was deleted.</summary>
    public int Study { get; private set; } = -1;

    /// <summary>The names of all studies in the log.</summary>
    public IEnumerable<string> Names => _studies.OfType<string>();

    /// <summary>Enters a study, unless the log has one of the name.</summary>
    /// <returns>True if it is the one to follow.</returns>
    public bool CreateStudy(string name)
    {
        if (_studies.Contains(name))
        {
            return false;
        }

        _studies.Add(name);
        if (Study >= 0 || (wanted is not null && wanted != name))
        {
            return false;
        }

        Study = _studies.Count - 1;
        return true;
    }

    /// <summary>Removes a study.</summary>
    /// <returns>True if it is the one that was followed.</returns>
    public bool DeleteStudy(int id)
    {
        if (id < 0 || id >= _studies.Count)
        {
            return false;
        }

        _studies[id] = null;
        if (id != Study)
        {
            return false;
        }

        Study = -1;
        _ids.Clear();
        for (int trial = 0; trial < _numbers.Count; trial++)
        {
            _numbers[trial] = -1;
        }

        return true;
    }

    /// <summary>Gives the next trial its id.</summary>
    /// <param name="study">The id of its study.</param>
    /// <returns>True if it is a trial of the study that is followed.</returns>
    public bool CreateTrial(int study)
    {
        if (study < 0 || study >= _studies.Count || _studies[study] is null)
        {
            return false;
        }

        bool isOurs = study == Study;
        _numbers.Add(isOurs ? _ids.Count : -1);
        if (isOurs)
        {
            _ids.Add(_numbers.Count - 1);
        }

        return isOurs;
    }

    /// <summary>The number of a trial in the study that is followed, or -1.</summary>
    public int NumberOf(int trialId) => trialId >= 0 && trialId < _numbers.Count ? _numbers[trialId] : -1;

    /// <summary>The id of a trial of the study that is followed.</summary>
    public int IdOf(int number) => _ids[number];
}

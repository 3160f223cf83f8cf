using MuZero.Core.Tests.Contracts;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Studies;

public sealed class MemoryStudyLogTests : StudyLogContract
{
    private readonly Dictionary<string, MemoryStudyLog> _logs = [];

    protected override IStudyLog Open(string name)
    {
        lock (_logs)
        {
            return _logs.TryGetValue(name, out MemoryStudyLog? log) ? log : _logs[name] = new MemoryStudyLog();
        }
    }
}

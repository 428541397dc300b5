using AkkaH2.RfcCoverage;

// dotnet run --project tests/AkkaH2.RfcCoverage      writes docs/rfc-coverage.md anew
var repository = Repository.Find();
File.WriteAllText(repository.Page, CoveragePage.Render(Coverage.Of(repository)));
Console.WriteLine($"written: {repository.Page}");

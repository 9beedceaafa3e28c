package io.halcyon.checker.report;

/// The page's style sheet.
final class Style {
  static final String SHEET =
      """
      :root { color-scheme: light dark;
        --back: #fbfbfa; --card: #ffffff; --ink: #1d2126; --soft: #5d6670; --line: #dde1e6;
        --good: #1a7f37; --bad: #c62828; --unsure: #9a6700;
        --ok: #8fb4dc; --aborted: #c3c8ce; --ambiguous: #e2b458; --culprit: #c62828;
        --ww: #8250df; --wr: #0a66c2; --rw: #c4431a; --time: #57606a; --fault: #d9a40633; }
      @media (prefers-color-scheme: dark) { :root {
        --back: #14171a; --card: #1c2025; --ink: #e4e8ec; --soft: #98a2ad; --line: #343a42;
        --good: #4ac26b; --bad: #ff7b72; --unsure: #e3b341;
        --ok: #3f6794; --aborted: #4d555e; --ambiguous: #a37a22; --culprit: #ff7b72;
        --ww: #bc96ff; --wr: #6cb6ff; --rw: #ff9a6b; --time: #a5b0bb; --fault: #e3b34126; } }
      * { box-sizing: border-box; }
      body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--back);
        color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif; }
      h1 { font-size: 1.7rem; margin: 0 0 .5rem; } h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; }
      h3 { font-size: 1.05rem; margin: 0 0 .35rem; } p { margin: .4rem 0; }
      .soft { color: var(--soft); }
      .badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-weight: 600;
        border: 1.5px solid; white-space: nowrap; }
      .valid { color: var(--good); } .violated { color: var(--bad); } .unknown { color: var(--unsure); }
      table { border-collapse: collapse; width: 100%; font-size: .95rem; }
      th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line);
        vertical-align: top; overflow-wrap: anywhere; } th { color: var(--soft); font-weight: 500; }
      .figures td:nth-child(n+3), .figures th:nth-child(n+3) { text-align: right; padding: .35rem 0 .35rem .7rem;
        font-variant-numeric: tabular-nums; white-space: nowrap; } .figures td.valid, .figures td.violated, .figures td.unknown { font-weight: 600; }
      .figures td:first-child { white-space: nowrap; }
      svg .hang { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 3; }
      table + table { margin-top: 1.2rem; }
      .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
        padding: 1rem 1.1rem; margin: .9rem 0; }
      .tiles { display: flex; flex-wrap: wrap; gap: .6rem; margin: .6rem 0; }
      .tile { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
        padding: .45rem .9rem; min-width: 6.5rem; }
      .tile b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
      .tile span { color: var(--soft); font-size: .85rem; }
      ol.words { margin: .4rem 0 .4rem 1.4rem; padding: 0; } ol.words li { margin: .25rem 0; }
      code, pre { font: .88rem/1.5 ui-monospace, "Liberation Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
      pre { white-space: pre-wrap; margin: .4rem 0; }
      details { margin: .5rem 0 0; } summary { cursor: pointer; color: var(--soft); }
      svg { display: block; width: 100%; height: auto; margin: .6rem 0; }
      svg text { font: 13px system-ui, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif; fill: var(--ink); }
      svg .small { font-size: 11.5px; fill: var(--soft); } svg .name { font-weight: 600; }
      svg .halo { paint-order: stroke; stroke: var(--card); stroke-width: 5px; stroke-linejoin: round; }
      svg .box { fill: var(--back); stroke: var(--line); stroke-width: 1.5; }
      svg .grid { stroke: var(--line); stroke-width: 1; } svg .fault { fill: var(--fault); }
      svg .bar { stroke: var(--card); stroke-width: 1; }
      svg .ok { fill: var(--ok); } svg .aborted { fill: var(--aborted); }
      svg .ambiguous { fill: var(--ambiguous); } svg .culprit { fill: var(--culprit); }
      .ww { color: var(--ww); } .wr { color: var(--wr); } .rw { color: var(--rw); } .time { color: var(--time); }
      svg .edge { fill: none; stroke: currentColor; stroke-width: 2; }
      svg .time .edge { stroke-dasharray: 7 5; } svg .tip { fill: currentColor; }
      svg g text.label { fill: currentColor; font-weight: 600; }
      .chip { font-weight: 600; margin-right: .35rem; }
      .key { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin: 0 .3rem 0 .9rem;
        vertical-align: -.08rem; }
      """;

  private Style() {}
}

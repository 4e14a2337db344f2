<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;New project</source>
        <translation>&amp;Neues Projekt</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>Speichern &amp;unter…</translation>
    </message>
    <message>
        <source>&amp;Import a clip…</source>
        <translation>Clip &amp;importieren…</translation>
    </message>
    <message>
        <source>Put a video or pictures on the selected layer and lock it</source>
        <translation>Ein Video oder Bilder auf die ausgewählte Ebene legen und sie sperren</translation>
    </message>
    <message>
        <source>Import as a new &amp;layer…</source>
        <translation>Als neue &amp;Ebene importieren…</translation>
    </message>
    <message>
        <source>Put a video or pictures at their own size on a new layer on top</source>
        <translation>Ein Video oder Bilder in eigener Größe auf eine neue Ebene ganz oben legen</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>&amp;Hand over to an editor…</source>
        <translation>An ein Schnittprogramm ü&amp;bergeben…</translation>
    </message>
    <message>
        <source>Write movies, timelines and scripts for other programs into a folder</source>
        <translation>Filme, Timelines und Skripte für andere Programme in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>&amp;Interpret footage…</source>
        <translation>Footage inter&amp;pretieren…</translation>
    </message>
    <message>
        <source>Say how the layer&apos;s file holds colour beside its alpha</source>
        <translation>Festlegen, wie die Datei der Ebene Farbe neben dem Alphakanal hält</translation>
    </message>
    <message>
        <source>Bring bac&amp;k an edited layer…</source>
        <translation>Bearbeitete Ebene &amp;zurückholen…</translation>
    </message>
    <message>
        <source>File a movie of the layer, edited elsewhere, as a take of it</source>
        <translation>Einen anderswo bearbeiteten Film der Ebene als ihren Take ablegen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>&amp;Ausschneiden</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>Ein&amp;fügen</translation>
    </message>
    <message>
        <source>&amp;Layer</source>
        <translation>&amp;Ebene</translation>
    </message>
    <message>
        <source>Select layer &amp;above</source>
        <translation>Ebene &amp;darüber auswählen</translation>
    </message>
    <message>
        <source>Select layer &amp;below</source>
        <translation>Ebene d&amp;arunter auswählen</translation>
    </message>
    <message>
        <source>Edit &amp;prompt</source>
        <translation>&amp;Prompt bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Lock or unlock</source>
        <translation>&amp;Sperren oder entsperren</translation>
    </message>
    <message>
        <source>&amp;Hide or show</source>
        <translation>Aus- oder &amp;einblenden</translation>
    </message>
    <message>
        <source>&amp;Solo</source>
        <translation>S&amp;olo</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>Dup&amp;lizieren</translation>
    </message>
    <message>
        <source>D&amp;elete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Add a &amp;foreground</source>
        <translation>&amp;Vordergrund hinzufügen</translation>
    </message>
    <message>
        <source>Add a &amp;background</source>
        <translation>&amp;Hintergrund hinzufügen</translation>
    </message>
    <message>
        <source>Add a s&amp;cene</source>
        <translation>S&amp;zene hinzufügen</translation>
    </message>
    <message>
        <source>Add a &amp;media layer</source>
        <translation>&amp;Medienebene hinzufügen</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Move do&amp;wn</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Generieren</translation>
    </message>
    <message>
        <source>&amp;Re-roll the selected layer</source>
        <translation>Ausgewählte Ebene neu &amp;würfeln</translation>
    </message>
    <message>
        <source>&amp;New seed</source>
        <translation>&amp;Neuer Seed</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Cancel jobs that &amp;wait</source>
        <translation>War&amp;tende Jobs abbrechen</translation>
    </message>
    <message>
        <source>Cancel a&amp;ll jobs</source>
        <translation>Alle &amp;Jobs abbrechen</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>&amp;Modelle…</translation>
    </message>
    <message>
        <source>Obtain, check and remove models, and choose one</source>
        <translation>Modelle beschaffen, prüfen und entfernen, und eines wählen</translation>
    </message>
    <message>
        <source>&amp;Take</source>
        <translation>&amp;Take</translation>
    </message>
    <message>
        <source>&amp;Newer take on the layer</source>
        <translation>&amp;Neuerer Take auf der Ebene</translation>
    </message>
    <message>
        <source>&amp;Older take on the layer</source>
        <translation>Ä&amp;lterer Take auf der Ebene</translation>
    </message>
    <message>
        <source>&amp;Use the take</source>
        <translation>Take &amp;verwenden</translation>
    </message>
    <message>
        <source>Use it on the selected &amp;layer only</source>
        <translation>Nur auf der ausgewählten &amp;Ebene verwenden</translation>
    </message>
    <message>
        <source>&amp;Compare in the viewer</source>
        <translation>In der Ansicht ver&amp;gleichen</translation>
    </message>
    <message>
        <source>Use its &amp;prompts</source>
        <translation>Seine &amp;Prompts übernehmen</translation>
    </message>
    <message>
        <source>Use its &amp;seed</source>
        <translation>Seinen &amp;Seed übernehmen</translation>
    </message>
    <message>
        <source>Use &amp;all its settings</source>
        <translation>&amp;Alle Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Copy as te&amp;xt</source>
        <translation>Als Te&amp;xt kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;JSON</source>
        <translation>Als &amp;JSON kopieren</translation>
    </message>
    <message>
        <source>Sa&amp;ve its request…</source>
        <translation>An&amp;frage speichern…</translation>
    </message>
    <message>
        <source>Show the cl&amp;ips&apos; folder</source>
        <translation>Ordner der Cl&amp;ips zeigen</translation>
    </message>
    <message>
        <source>Write a n&amp;ote</source>
        <translation>N&amp;otiz schreiben</translation>
    </message>
    <message>
        <source>Show in &amp;full…</source>
        <translation>Vollständig an&amp;zeigen…</translation>
    </message>
    <message>
        <source>P&amp;in or unpin</source>
        <translation>Anhe&amp;ften oder lösen</translation>
    </message>
    <message>
        <source>Put in the &amp;trash</source>
        <translation>In den Papierkor&amp;b legen</translation>
    </message>
    <message>
        <source>&amp;Restore from the trash</source>
        <translation>Aus dem Papierkorb &amp;zurückholen</translation>
    </message>
    <message>
        <source>&amp;Empty the trash…</source>
        <translation>Papierkorb l&amp;eeren…</translation>
    </message>
    <message>
        <source>&amp;Matrix of foregrounds and backgrounds…</source>
        <translation>&amp;Matrix aus Vorder- und Hintergründen…</translation>
    </message>
    <message>
        <source>&amp;Compare the two takes</source>
        <translation>Die zwei Takes ver&amp;gleichen</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>Play &amp;once</source>
        <translation>Ei&amp;nmal abspielen</translation>
    </message>
    <message>
        <source>Play in a &amp;loop</source>
        <translation>In &amp;Schleife abspielen</translation>
    </message>
    <message>
        <source>Play to and f&amp;ro</source>
        <translation>&amp;Hin und her abspielen</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>Abs&amp;pielen</translation>
    </message>
    <message>
        <source>Play from &amp;in</source>
        <translation>Ab &amp;In-Punkt abspielen</translation>
    </message>
    <message>
        <source>Play &amp;backwards, faster each time</source>
        <translation>&amp;Rückwärts, mit jedem Druck schneller</translation>
    </message>
    <message>
        <source>&amp;Stop; held, J and L step</source>
        <translation>S&amp;topp; gehalten gehen J und L bildweise</translation>
    </message>
    <message>
        <source>Play &amp;forwards, faster each time</source>
        <translation>&amp;Vorwärts, mit jedem Druck schneller</translation>
    </message>
    <message>
        <source>&amp;Next way to loop</source>
        <translation>Nächste S&amp;chleifenart</translation>
    </message>
    <message>
        <source>Step &amp;back</source>
        <translation>Ein Bild &amp;zurück</translation>
    </message>
    <message>
        <source>Step &amp;forward</source>
        <translation>Ein Bild v&amp;or</translation>
    </message>
    <message>
        <source>5 frames back</source>
        <translation>5 Bilder zurück</translation>
    </message>
    <message>
        <source>5 frames forward</source>
        <translation>5 Bilder vor</translation>
    </message>
    <message>
        <source>&amp;First frame</source>
        <translation>&amp;Erstes Bild</translation>
    </message>
    <message>
        <source>L&amp;ast frame</source>
        <translation>&amp;Letztes Bild</translation>
    </message>
    <message>
        <source>Go to i&amp;n</source>
        <translation>Zum I&amp;n-Punkt</translation>
    </message>
    <message>
        <source>Go to o&amp;ut</source>
        <translation>Zum O&amp;ut-Punkt</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Transform on the picture</source>
        <translation>Im Bild &amp;transformieren</translation>
    </message>
    <message>
        <source>Move, scale and turn the selected layer on the picture</source>
        <translation>Die ausgewählte Ebene im Bild verschieben, skalieren und drehen</translation>
    </message>
    <message>
        <source>Live pre&amp;view while generating</source>
        <translation>&amp;Live-Vorschau beim Generieren</translation>
    </message>
    <message>
        <source>Pi&amp;xel values</source>
        <translation>&amp;Pixelwerte</translation>
    </message>
    <message>
        <source>&amp;Recomposition meter</source>
        <translation>&amp;Rekompositionsanzeige</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Straight colour</source>
        <translation>Straight-Farbe</translation>
    </message>
    <message>
        <source>Matte</source>
        <translation>Matte</translation>
    </message>
    <message>
        <source>Compare by a &amp;wipe</source>
        <translation>&amp;Wischvergleich</translation>
    </message>
    <message>
        <source>Show the &amp;difference</source>
        <translation>&amp;Differenz zeigen</translation>
    </message>
    <message>
        <source>Compare &amp;side by side</source>
        <translation>&amp;Nebeneinander vergleichen</translation>
    </message>
    <message>
        <source>Onion s&amp;kin</source>
        <translation>&amp;Zwiebelhaut</translation>
    </message>
    <message>
        <source>&amp;Heat map of the recomposition</source>
        <translation>&amp;Heatmap der Rekomposition</translation>
    </message>
    <message>
        <source>R&amp;esidual of the recomposition</source>
        <translation>R&amp;esiduum der Rekomposition</translation>
    </message>
    <message>
        <source>Look at B while held</source>
        <translation>B zeigen, solange gehalten</translation>
    </message>
    <message>
        <source>Title and action safe</source>
        <translation>Titel- und aktionssicher</translation>
    </message>
    <message>
        <source>Rule of thirds</source>
        <translation>Drittelregel</translation>
    </message>
    <message>
        <source>Centre cross</source>
        <translation>Mittelkreuz</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>&amp;50 %</source>
        <translation>&amp;50 %</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>&amp;200 %</source>
        <translation>&amp;200 %</translation>
    </message>
    <message>
        <source>&amp;400 %</source>
        <translation>&amp;400 %</translation>
    </message>
    <message>
        <source>&amp;Hide or show the panels</source>
        <translation>&amp;Bedienfelder aus- oder einblenden</translation>
    </message>
    <message>
        <source>Hide or show the panels; Tab does it while the pointer works on the picture</source>
        <translation>Bedienfelder aus- oder einblenden; mit Tab, solange der Zeiger auf dem Bild arbeitet</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keys…</source>
        <translation>&amp;Tastenkürzel…</translation>
    </message>
    <message>
        <source>&amp;About LayerFlow Studio</source>
        <translation>&amp;Über LayerFlow Studio</translation>
    </message>
    <message>
        <source>Open the sa&amp;mple</source>
        <translation>Beispiel ö&amp;ffnen</translation>
    </message>
    <message>
        <source>A finished shot with takes to try things on</source>
        <translation>Eine fertige Einstellung mit Takes zum Ausprobieren</translation>
    </message>
    <message>
        <source>Start &amp;page</source>
        <translation>Star&amp;tseite</translation>
    </message>
    <message>
        <source>Save &amp;frame as PNG…</source>
        <translation>Bild als &amp;PNG speichern…</translation>
    </message>
    <message>
        <source>Cop&amp;y frame</source>
        <translation>&amp;Bild kopieren</translation>
    </message>
    <message>
        <source>Pr&amp;eferences…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>Type the anchor</source>
        <translation>Ankerpunkt eingeben</translation>
    </message>
    <message>
        <source>Type the position</source>
        <translation>Position eingeben</translation>
    </message>
    <message>
        <source>Type the scale</source>
        <translation>Skalierung eingeben</translation>
    </message>
    <message>
        <source>Type the rotation</source>
        <translation>Drehung eingeben</translation>
    </message>
    <message>
        <source>Type the opacity</source>
        <translation>Deckkraft eingeben</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>Workspace &amp;Edit</source>
        <translation>Umgebung &amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Workspace &amp;Generate</source>
        <translation>Umgebung &amp;Generieren</translation>
    </message>
    <message>
        <source>Workspace &amp;Review</source>
        <translation>Umgebung &amp;Sichten</translation>
    </message>
    <message>
        <source>Re&amp;set this workspace</source>
        <translation>Diese Umgebung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>T&amp;imeline</source>
        <translation>Ze&amp;itleiste</translation>
    </message>
    <message>
        <source>&amp;Split at playhead</source>
        <translation>Am Abspielkopf &amp;teilen</translation>
    </message>
    <message>
        <source>Trim start to playhead</source>
        <translation>Anfang bis zum Abspielkopf trimmen</translation>
    </message>
    <message>
        <source>Trim end to playhead</source>
        <translation>Ende bis zum Abspielkopf trimmen</translation>
    </message>
    <message>
        <source>Move start to playhead</source>
        <translation>Anfang zum Abspielkopf verschieben</translation>
    </message>
    <message>
        <source>Move end to playhead</source>
        <translation>Ende zum Abspielkopf verschieben</translation>
    </message>
    <message>
        <source>Move 1 frame earlier</source>
        <translation>1 Bild früher</translation>
    </message>
    <message>
        <source>Move 1 frame later</source>
        <translation>1 Bild später</translation>
    </message>
    <message>
        <source>Move 10 frames earlier</source>
        <translation>10 Bilder früher</translation>
    </message>
    <message>
        <source>Move 10 frames later</source>
        <translation>10 Bilder später</translation>
    </message>
    <message>
        <source>Slip to 1 frame earlier</source>
        <translation>Inhalt 1 Bild früher unterschieben</translation>
    </message>
    <message>
        <source>Slip to 1 frame later</source>
        <translation>Inhalt 1 Bild später unterschieben</translation>
    </message>
    <message>
        <source>Select &amp;all layers</source>
        <translation>&amp;Alle Ebenen auswählen</translation>
    </message>
    <message>
        <source>Set &amp;in at playhead</source>
        <translation>&amp;In-Punkt am Abspielkopf setzen</translation>
    </message>
    <message>
        <source>Set &amp;out at playhead</source>
        <translation>Ou&amp;t-Punkt am Abspielkopf setzen</translation>
    </message>
    <message>
        <source>&amp;Clear work area</source>
        <translation>Arbeitsbereich &amp;aufheben</translation>
    </message>
    <message>
        <source>Add or name &amp;marker at playhead</source>
        <translation>&amp;Marke am Abspielkopf setzen oder benennen</translation>
    </message>
    <message>
        <source>Delete marker at playhead</source>
        <translation>Marke am Abspielkopf löschen</translation>
    </message>
    <message>
        <source>Delete all markers</source>
        <translation>Alle Marken löschen</translation>
    </message>
    <message>
        <source>Show or hide &amp;keys</source>
        <translation>&amp;Keyframes zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Add keys at playhead</source>
        <translation>Keyframes am Abspielkopf setzen</translation>
    </message>
    <message>
        <source>Previous key</source>
        <translation>Voriger Keyframe</translation>
    </message>
    <message>
        <source>Next key</source>
        <translation>Nächster Keyframe</translation>
    </message>
    <message>
        <source>Linear from the selected keys</source>
        <translation>Ab den gewählten Keyframes linear</translation>
    </message>
    <message>
        <source>Ease from the selected keys</source>
        <translation>Ab den gewählten Keyframes weich</translation>
    </message>
    <message>
        <source>Hold from the selected keys</source>
        <translation>Ab den gewählten Keyframes halten</translation>
    </message>
    <message>
        <source>Previous marker</source>
        <translation>Vorige Marke</translation>
    </message>
    <message>
        <source>Next marker</source>
        <translation>Nächste Marke</translation>
    </message>
    <message>
        <source>Previous edit point</source>
        <translation>Voriger Schnittpunkt</translation>
    </message>
    <message>
        <source>Next edit point</source>
        <translation>Nächster Schnittpunkt</translation>
    </message>
    <message>
        <source>S&amp;napping</source>
        <translation>Ei&amp;nrasten</translation>
    </message>
    <message>
        <source>Snapping; hold Ctrl while dragging to do without</source>
        <translation>Einrasten; beim Ziehen mit Strg aussetzen</translation>
    </message>
    <message>
        <source>Slip &amp;tool</source>
        <translation>&amp;Unterschieben-Werkzeug</translation>
    </message>
    <message>
        <source>Dragging a bar slips its pictures, as Alt does for one drag</source>
        <translation>Ziehen an einem Balken verschiebt seinen Inhalt, wie Alt bei einem einzelnen Zug</translation>
    </message>
    <message>
        <source>&amp;Follow the playhead</source>
        <translation>Abspielkopf &amp;folgen</translation>
    </message>
    <message>
        <source>Ruler in time&amp;code</source>
        <translation>Lineal in Time&amp;code</translation>
    </message>
    <message>
        <source>Zoom timeline in</source>
        <translation>Zeitleiste vergrößern</translation>
    </message>
    <message>
        <source>Zoom timeline out</source>
        <translation>Zeitleiste verkleinern</translation>
    </message>
    <message>
        <source>Fit timeline</source>
        <translation>Zeitleiste einpassen</translation>
    </message>
    <message>
        <source>Cu&amp;t keys</source>
        <translation>Keyframes &amp;ausschneiden</translation>
    </message>
    <message>
        <source>&amp;Copy keys</source>
        <translation>Keyframes &amp;kopieren</translation>
    </message>
    <message>
        <source>D&amp;elete keys</source>
        <translation>Keyframes &amp;löschen</translation>
    </message>
</context>
<context>
    <name>Alpha</name>
    <message>
        <source>Straight</source>
        <translation>Straight</translation>
    </message>
    <message>
        <source>Premultiplied over black</source>
        <translation>Vormultipliziert über Schwarz</translation>
    </message>
    <message>
        <source>Premultiplied over white</source>
        <translation>Vormultipliziert über Weiß</translation>
    </message>
    <message>
        <source>Premultiplied over grey</source>
        <translation>Vormultipliziert über Grau</translation>
    </message>
    <message>
        <source>No alpha: opaque</source>
        <translation>Kein Alphakanal: deckend</translation>
    </message>
</context>
<context>
    <name>BringBackDialog</name>
    <message>
        <source>Bring back an edited layer</source>
        <translation>Bearbeitete Ebene zurückholen</translation>
    </message>
    <message>
        <source>{width} × {height}  ·  {rate} fps</source>
        <translation>{width} × {height}  ·  {rate} fps</translation>
    </message>
    <message>
        <source>no timecode</source>
        <translation>kein Timecode</translation>
    </message>
    <message>
        <source>Becomes a take of layer {layer}, whose clip has the frames 0 to {last}.</source>
        <translation>Wird ein Take der Ebene {layer}, deren Clip die Bilder 0 bis {last} hat.</translation>
    </message>
    <message>
        <source>Begins at frame</source>
        <translation>Beginnt bei Bild</translation>
    </message>
    <message>
        <source>Colour beside alpha</source>
        <translation>Farbe neben Alpha</translation>
    </message>
    <message>
        <source>Let the pixels tell</source>
        <translation>Die Pixel entscheiden lassen</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Frames {first} to {last} become those of the file</source>
        <translation>Die Bilder {first} bis {last} werden die der Datei</translation>
    </message>
    <message>
        <source>its last {count} are left out.</source>
        <translation>ihre letzten {count} bleiben weg.</translation>
    </message>
    <message>
        <source>that is the whole clip.</source>
        <translation>das ist der ganze Clip.</translation>
    </message>
    <message>
        <source>the others stay as they are.</source>
        <translation>die anderen bleiben, wie sie sind.</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>A, compared</source>
        <translation>A, verglichen</translation>
    </message>
    <message>
        <source>B, compared with</source>
        <translation>B, Vergleich</translation>
    </message>
    <message>
        <source>How to compare</source>
        <translation>Art des Vergleichs</translation>
    </message>
    <message>
        <source>Exchange A and B</source>
        <translation>A und B tauschen</translation>
    </message>
    <message>
        <source>Wipe from top to bottom</source>
        <translation>Von oben nach unten wischen</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Verstärkung</translation>
    </message>
    <message>
        <source>How much differences are strengthened</source>
        <translation>Wie stark Unterschiede hervorgehoben werden</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Vergleich beenden</translation>
    </message>
</context>
<context>
    <name>DragOut</name>
    <message>
        <source>file of {clip}</source>
        <translation>Datei von {clip}</translation>
    </message>
    <message>
        <source>{file} is ready; drag it again.</source>
        <translation>{file} ist fertig; jetzt noch einmal ziehen.</translation>
    </message>
</context>
<context>
    <name>Drops</name>
    <message>
        <source>Only files and folders of this machine can be dropped here; save it to the disk first.</source>
        <translation>Nur Dateien und Ordner dieses Rechners können hier abgelegt werden; bitte zuerst auf die Platte speichern.</translation>
    </message>
    <message>
        <source>New media layer on top</source>
        <translation>Neue Medienebene ganz oben</translation>
    </message>
    <message>
        <source>New media layer from frame {frame}</source>
        <translation>Neue Medienebene ab Bild {frame}</translation>
    </message>
    <message>
        <source>Onto {layer}, which is locked then</source>
        <translation>Auf {layer}, danach gesperrt</translation>
    </message>
    <message>
        <source>Onto {layer}</source>
        <translation>Auf {layer}</translation>
    </message>
    <message>
        <source>Open the project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>with Ctrl: choose its role</source>
        <translation>mit Strg: Rolle wählen</translation>
    </message>
    <message>
        <source>What the clip shall be</source>
        <translation>Was der Clip sein soll</translation>
    </message>
    <message>
        <source>As {role}</source>
        <translation>Als {role}</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>bring back {file}</source>
        <translation>{file} zurückholen</translation>
    </message>
    <message>
        <source>export {file}</source>
        <translation>{file} exportieren</translation>
    </message>
    <message>
        <source>export {count} files</source>
        <translation>{count} Dateien exportieren</translation>
    </message>
    <message>
        <source>Import a clip</source>
        <translation>Clip importieren</translation>
    </message>
    <message>
        <source>Bring back an edited layer</source>
        <translation>Bearbeitete Ebene zurückholen</translation>
    </message>
    <message>
        <source>hand over to {folder}</source>
        <translation>Übergabe nach {folder}</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} Dateien</translation>
    </message>
    <message>
        <source>Exported and checked: {what} in {folder}</source>
        <translation>Exportiert und geprüft: {what} in {folder}</translation>
    </message>
    <message>
        <source>Handed over and checked: {layers} layers and {files} files for editors in {folder}</source>
        <translation>Übergeben und geprüft: {layers} Ebenen und {files} Dateien für Schnittprogramme in {folder}</translation>
    </message>
    <message>
        <source>Bring back {file}</source>
        <translation>{file} zurückholen</translation>
    </message>
    <message>
        <source>{file} is take {take} of its layer.</source>
        <translation>{file} ist Take {take} seiner Ebene.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Hand over to an editor…</source>
        <translation>An ein Schnittprogramm übergeben…</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Was exportieren</translation>
    </message>
    <message>
        <source>Composite, as the viewer shows it</source>
        <translation>Komposition, wie die Ansicht sie zeigt</translation>
    </message>
    <message>
        <source>Every layer, one file each</source>
        <translation>Jede Ebene in eine eigene Datei</translation>
    </message>
    <message>
        <source>Layer {layer}</source>
        <translation>Ebene {layer}</translation>
    </message>
    <message>
        <source>Residual: shadows and light that only the scene has</source>
        <translation>Residuum: Schatten und Licht, die nur die Szene hat</translation>
    </message>
    <message>
        <source>The {role} of every take, one file each</source>
        <translation>{role} jedes Takes, je eine Datei</translation>
    </message>
    <message>
        <source>{project} takes</source>
        <translation>{project} Takes</translation>
    </message>
    <message>
        <source>{project} layers</source>
        <translation>{project} Ebenen</translation>
    </message>
    <message>
        <source>{project} residual</source>
        <translation>{project} Residuum</translation>
    </message>
    <message>
        <source>Name a place to write to.</source>
        <translation>Bitte einen Ort zum Schreiben angeben.</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} Dateien</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Takes foreground, background and scene of the project together.</source>
        <translation>Nimmt Vordergrund, Hintergrund und Szene des Projekts zusammen.</translation>
    </message>
    <message>
        <source>Middle grey is no difference; lay it over the other two with the blend mode linear light.</source>
        <translation>Mittleres Grau heißt kein Unterschied; mit dem Mischmodus „Lineares Licht“ über die beiden anderen legen.</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>Wohin</translation>
    </message>
</context>
<context>
    <name>ExportSettings</name>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>{fps} fps does not go evenly into {rate} fps; choose nearest frame or blend.</source>
        <translation>{fps} fps gehen in {rate} fps nicht auf; „Nächstes Bild“ oder „Bilder mischen“ wählen.</translation>
    </message>
    <message>
        <source>{count} frames  ·  {seconds} s  ·  {width} × {height}  ·  {rate} fps</source>
        <translation>{count} Bilder  ·  {seconds} s  ·  {width} × {height}  ·  {rate} fps</translation>
    </message>
    <message>
        <source>Frames to export</source>
        <translation>Zu exportierende Bilder</translation>
    </message>
    <message>
        <source>Work area</source>
        <translation>Arbeitsbereich</translation>
    </message>
    <message>
        <source>Whole project</source>
        <translation>Ganzes Projekt</translation>
    </message>
    <message>
        <source>From, to</source>
        <translation>Von, bis</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>Größe der Bilder</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Half</source>
        <translation>Halb</translation>
    </message>
    <message>
        <source>Double</source>
        <translation>Doppelt</translation>
    </message>
    <message>
        <source>Own size</source>
        <translation>Eigene Größe</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Keep the proportions</source>
        <translation>Seitenverhältnis beibehalten</translation>
    </message>
    <message>
        <source>Project ({rate} fps)</source>
        <translation>Projekt ({rate} fps)</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
    <message>
        <source>Frames in between</source>
        <translation>Zwischenbilder</translation>
    </message>
</context>
<context>
    <name>FaultReporter</name>
    <message>
        <source>Something unexpected happened ({kind}); your work is kept, and the log has the details.</source>
        <translation>Etwas Unerwartetes ist passiert ({kind}); die Arbeit ist erhalten, Einzelheiten stehen im Protokoll.</translation>
    </message>
</context>
<context>
    <name>FrameServer</name>
    <message>
        <source>A picture could not be made; the log has the details.</source>
        <translation>Ein Bild konnte nicht gemacht werden; Einzelheiten stehen im Protokoll.</translation>
    </message>
</context>
<context>
    <name>GeneratePanel</name>
    <message>
        <source>Generate</source>
        <translation>Generieren</translation>
    </message>
    <message>
        <source>Seed of the next run</source>
        <translation>Seed des nächsten Laufs</translation>
    </message>
    <message>
        <source>New each run</source>
        <translation>Jedes Mal neu</translation>
    </message>
    <message>
        <source>Each run makes another take. Off, the same prompts give the same pictures.</source>
        <translation>Jeder Lauf ergibt einen anderen Take. Ausgeschaltet ergeben gleiche Prompts gleiche Bilder.</translation>
    </message>
    <message>
        <source>Show new takes at once</source>
        <translation>Neue Takes sofort zeigen</translation>
    </message>
    <message>
        <source>Off, a finished take is only marked as new among the takes, and the layers stay.</source>
        <translation>Ausgeschaltet wird ein fertiger Take nur als neu markiert, und die Ebenen bleiben.</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Fortschritt des Laufs</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>of {layer}</source>
        <translation>von {layer}</translation>
    </message>
    <message>
        <source>Generate another</source>
        <translation>Noch einmal generieren</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
</context>
<context>
    <name>Generation</name>
    <message>
        <source>{made} from {kept}</source>
        <translation>{made} aus {kept}</translation>
    </message>
    <message>
        <source>{layer}: {made} over the layers below</source>
        <translation>{layer}: {made} über den Ebenen darunter</translation>
    </message>
    <message>
        <source>{layer} anew: {made}</source>
        <translation>{layer} neu: {made}</translation>
    </message>
    <message>
        <source>Set seed</source>
        <translation>Seed setzen</translation>
    </message>
    <message>
        <source>Keep seed</source>
        <translation>Seed behalten</translation>
    </message>
    <message>
        <source>Use take {take}</source>
        <translation>Take {take} verwenden</translation>
    </message>
    <message>
        <source>Cancelled; nothing was changed.</source>
        <translation>Abgebrochen; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The take is ready; it is in the takes of {project}.</source>
        <translation>Der Take ist fertig; er liegt bei den Takes von {project}.</translation>
    </message>
    <message>
        <source>{take} is among the takes but not shown: its layer was deleted meanwhile.</source>
        <translation>{take} liegt bei den Takes, wird aber nicht gezeigt: Seine Ebene wurde inzwischen gelöscht.</translation>
    </message>
    <message>
        <source>Take {take} is ready.</source>
        <translation>Take {take} ist fertig.</translation>
    </message>
    <message>
        <source>Take {take} is ready; it is marked as new among the takes.</source>
        <translation>Take {take} ist fertig; er ist bei den Takes als neu markiert.</translation>
    </message>
</context>
<context>
    <name>HandoffDialog</name>
    <message>
        <source>Hand over to an editor</source>
        <translation>An ein Schnittprogramm übergeben</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
    <message>
        <source>Timecode of the first frame</source>
        <translation>Timecode des ersten Bildes</translation>
    </message>
    <message>
        <source>Relative: the folder can be moved or sent</source>
        <translation>Relativ: Der Ordner kann verschoben oder verschickt werden</translation>
    </message>
    <message>
        <source>By full address: the safest for use on this machine</source>
        <translation>Mit voller Adresse: am sichersten auf diesem Rechner</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>{project} hand-off</source>
        <translation>{project} Übergabe</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Übergeben</translation>
    </message>
    <message>
        <source>Files name the movies</source>
        <translation>Verweise auf die Filme</translation>
    </message>
    <message>
        <source>Writes every layer as ProRes 4444 with timecode, and beside them timelines for DaVinci Resolve, Final Cut and Premiere, scripts for After Effects and Nuke, and OpenTimelineIO. Layers that move, loop or are retimed come as they are drawn.</source>
        <translation>Schreibt jede Ebene als ProRes 4444 mit Timecode, dazu Timelines für DaVinci Resolve, Final Cut und Premiere, Skripte für After Effects und Nuke sowie OpenTimelineIO. Ebenen, die sich bewegen, wiederholen oder eine andere Geschwindigkeit haben, kommen so, wie sie gezeichnet werden.</translation>
    </message>
    <message>
        <source>{name} is there already: files of the same name in it are replaced, others stay.</source>
        <translation>{name} gibt es schon: Gleichnamige Dateien darin werden ersetzt, andere bleiben.</translation>
    </message>
    <message>
        <source>{layers} layers  ·  {seconds} s</source>
        <translation>{layers} Ebenen  ·  {seconds} s</translation>
    </message>
    <message>
        <source>{fps} fps goes evenly into no rate of film or video; give the project another frame rate first.</source>
        <translation>{fps} fps gehen in keiner Film- oder Videorate auf; dem Projekt zuerst eine andere Bildrate geben.</translation>
    </message>
    <message>
        <source>Name a folder to write to.</source>
        <translation>Bitte einen Ordner zum Schreiben angeben.</translation>
    </message>
    <message>
        <source>No layer shows a clip in the range; generate or import one first.</source>
        <translation>Keine Ebene zeigt in diesem Bereich einen Clip; zuerst einen generieren oder importieren.</translation>
    </message>
</context>
<context>
    <name>Heads</name>
    <message>
        <source>Layers of the timeline</source>
        <translation>Ebenen der Zeitleiste</translation>
    </message>
    <message>
        <source>Hide or show {layer}; drag down the column for several</source>
        <translation>{layer} aus- oder einblenden; für mehrere die Spalte hinunterziehen</translation>
    </message>
    <message>
        <source>Solo {layer}; drag down the column for several</source>
        <translation>Solo für {layer}; für mehrere die Spalte hinunterziehen</translation>
    </message>
    <message>
        <source>Lock or unlock {layer}; drag down the column for several</source>
        <translation>{layer} sperren oder entsperren; für mehrere die Spalte hinunterziehen</translation>
    </message>
    <message>
        <source>Show or hide the keys of {layer}</source>
        <translation>Keyframes von {layer} zeigen oder verbergen</translation>
    </message>
    <message>
        <source>{layer}: drag to restack, double-click to rename</source>
        <translation>{layer}: zum Umordnen ziehen, zum Umbenennen doppelklicken</translation>
    </message>
    <message>
        <source>To the previous key</source>
        <translation>Zum vorigen Keyframe</translation>
    </message>
    <message>
        <source>Set or delete a key at the playhead</source>
        <translation>Keyframe am Abspielkopf setzen oder löschen</translation>
    </message>
    <message>
        <source>To the next key</source>
        <translation>Zum nächsten Keyframe</translation>
    </message>
    <message>
        <source>Select all keys of this property</source>
        <translation>Alle Keyframes dieser Eigenschaft auswählen</translation>
    </message>
    <message>
        <source>Name of {layer}</source>
        <translation>Name von {layer}</translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation>Ebene umbenennen</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>{step}, shown now</source>
        <translation>{step}, jetzt gezeigt</translation>
    </message>
    <message>
        <source>{step}, undone</source>
        <translation>{step}, rückgängig gemacht</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Nothing to undo yet</source>
        <translation>Noch nichts rückgängig zu machen</translation>
    </message>
    <message>
        <source>step {step} of {steps}</source>
        <translation>Schritt {step} von {steps}</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import a model</source>
        <translation>Ein Modell importieren</translation>
    </message>
    <message>
        <source>Folder or checkpoint</source>
        <translation>Ordner oder Checkpoint</translation>
    </message>
    <message>
        <source>A folder with a model.toml, or a released checkpoint (.pt)</source>
        <translation>Ein Ordner mit einer model.toml oder ein veröffentlichter Checkpoint (.pt)</translation>
    </message>
    <message>
        <source>Copy it to the models; otherwise it is used where it is</source>
        <translation>Zu den Modellen kopieren; sonst wird es dort benutzt, wo es liegt</translation>
    </message>
    <message>
        <source>Which model it is</source>
        <translation>Welches Modell es ist</translation>
    </message>
    <message>
        <source>As its folder or its weights tell</source>
        <translation>Wie Ordner oder Gewichte sagen</translation>
    </message>
    <message>
        <source>Folder of CogVideoX-2b</source>
        <translation>Ordner von CogVideoX-2b</translation>
    </message>
    <message>
        <source>It holds vae, text_encoder and tokenizer</source>
        <translation>Er enthält vae, text_encoder und tokenizer</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>The model {model}.</source>
        <translation>Das Modell {model}.</translation>
    </message>
    <message>
        <source>A pipeline of diffusers; a model is made of it.</source>
        <translation>Eine Pipeline von diffusers; daraus wird ein Modell.</translation>
    </message>
    <message>
        <source>A checkpoint of {size}; it is converted.</source>
        <translation>Ein Checkpoint mit {size}; er wird umgewandelt.</translation>
    </message>
    <message>
        <source>This is neither a folder with a model.toml nor a released checkpoint.</source>
        <translation>Das ist weder ein Ordner mit einer model.toml noch ein veröffentlichter Checkpoint.</translation>
    </message>
    <message>
        <source>Name the folder with {parts} of CogVideoX-2b; a checkpoint never has a tokenizer.</source>
        <translation>Nennen Sie den Ordner mit {parts} von CogVideoX-2b; einen Tokenizer hat ein Checkpoint nie.</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>Einen Modellordner wählen</translation>
    </message>
    <message>
        <source>Choose a checkpoint file</source>
        <translation>Eine Checkpoint-Datei wählen</translation>
    </message>
    <message>
        <source>Choose the folder of CogVideoX-2b</source>
        <translation>Den Ordner von CogVideoX-2b wählen</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
</context>
<context>
    <name>Incoming</name>
    <message>
        <source>Layer {layer} was not imported from a file, so there is nothing to interpret.</source>
        <translation>Ebene {layer} wurde nicht aus einer Datei importiert; es gibt nichts zu interpretieren.</translation>
    </message>
    <message>
        <source>import {file}</source>
        <translation>{file} importieren</translation>
    </message>
    <message>
        <source>Import {file}</source>
        <translation>{file} importieren</translation>
    </message>
    <message>
        <source>Imported {file}; its layer is locked.</source>
        <translation>{file} importiert; die Ebene ist gesperrt.</translation>
    </message>
    <message>
        <source>Imported {file}.</source>
        <translation>{file} importiert.</translation>
    </message>
    <message>
        <source>Interpret {file}</source>
        <translation>{file} interpretieren</translation>
    </message>
    <message>
        <source>Read {file} again.</source>
        <translation>{file} neu gelesen.</translation>
    </message>
    <message>
        <source>Alpha: {alpha}; Layer, Interpret footage changes it.</source>
        <translation>Alpha: {alpha}; zu ändern unter Ebene, Footage interpretieren.</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Layer</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
</context>
<context>
    <name>InterpretDialog</name>
    <message>
        <source>Interpret footage</source>
        <translation>Footage interpretieren</translation>
    </message>
    <message>
        <source>Layer {layer}, read from {folder}</source>
        <translation>Ebene {layer}, gelesen aus {folder}</translation>
    </message>
    <message>
        <source>How does the file hold colour beside its alpha?</source>
        <translation>Wie hält die Datei Farbe neben dem Alphakanal?</translation>
    </message>
    <message>
        <source>Let the pixels tell</source>
        <translation>An den Pixeln erkennen</translation>
    </message>
    <message>
        <source>Now read as: {alpha}. {reason}</source>
        <translation>Jetzt gelesen als: {alpha}. {reason}</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
</context>
<context>
    <name>JobRow</name>
    <message>
        <source>Progress of {job}</source>
        <translation>Fortschritt von {job}</translation>
    </message>
    <message>
        <source>Run {job} one place earlier</source>
        <translation>{job} einen Platz früher ausführen</translation>
    </message>
    <message>
        <source>Run {job} next</source>
        <translation>{job} als Nächstes ausführen</translation>
    </message>
    <message>
        <source>Run {job} again</source>
        <translation>{job} noch einmal ausführen</translation>
    </message>
    <message>
        <source>Details of {job}</source>
        <translation>Einzelheiten zu {job}</translation>
    </message>
    <message>
        <source>Open the folder of {job}</source>
        <translation>Ordner von {job} öffnen</translation>
    </message>
    <message>
        <source>Do without {job}</source>
        <translation>Auf {job} verzichten</translation>
    </message>
    <message>
        <source>Cancel {job}</source>
        <translation>{job} abbrechen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>cancelling…</source>
        <translation>wird abgebrochen…</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>interrupted: the program or the project was closed before it ended</source>
        <translation>unterbrochen: Programm oder Projekt wurde vorher geschlossen</translation>
    </message>
    <message>
        <source>done in {duration}</source>
        <translation>fertig in {duration}</translation>
    </message>
</context>
<context>
    <name>JobsPanel</name>
    <message>
        <source>Jobs</source>
        <translation>Jobs</translation>
    </message>
    <message>
        <source>Cancel all jobs that wait</source>
        <translation>Alle wartenden Jobs abbrechen</translation>
    </message>
    <message>
        <source>Clear the jobs that have ended</source>
        <translation>Beendete Jobs entfernen</translation>
    </message>
    <message>
        <source>{count} running, {waiting} waiting</source>
        <translation>{count} laufen, {waiting} warten</translation>
    </message>
    <message>
        <source>{count} running</source>
        <translation>{count} laufen</translation>
    </message>
    <message>
        <source>Show {count} older jobs</source>
        <translation>{count} ältere Jobs zeigen</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>Noch keine Jobs</translation>
    </message>
</context>
<context>
    <name>KeyControls</name>
    <message>
        <source>{property}: change in time; off keeps the value of this frame</source>
        <translation>{property}: zeitlich ändern; aus behält den Wert dieses Bildes</translation>
    </message>
    <message>
        <source>{property}: to the key before</source>
        <translation>{property}: zum Keyframe davor</translation>
    </message>
    <message>
        <source>{property}: key at this frame</source>
        <translation>{property}: Keyframe auf diesem Bild</translation>
    </message>
    <message>
        <source>{property}: to the next key</source>
        <translation>{property}: zum nächsten Keyframe</translation>
    </message>
    <message>
        <source>{property}: how the value goes on from the key before</source>
        <translation>{property}: wie der Wert ab dem Keyframe davor weitergeht</translation>
    </message>
    <message>
        <source>{property}: reset</source>
        <translation>{property}: zurücksetzen</translation>
    </message>
</context>
<context>
    <name>KeyEditing</name>
    <message>
        <source>No layer is selected; click the one that the keys are for.</source>
        <translation>Keine Ebene ist ausgewählt; die anklicken, für die die Keyframes sind.</translation>
    </message>
    <message>
        <source>No key is selected; click one in its row first.</source>
        <translation>Kein Keyframe ist ausgewählt; zuerst einen in seiner Zeile anklicken.</translation>
    </message>
    <message>
        <source>No selected layer has keys; set the first one with Add key in its menu.</source>
        <translation>Keine ausgewählte Ebene hat Keyframes; den ersten mit „Keyframe setzen“ in ihrem Menü setzen.</translation>
    </message>
</context>
<context>
    <name>KeyEditor</name>
    <message>
        <source>Press the new keys</source>
        <translation>Neue Tasten drücken</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>Zuweisen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Kein Kürzel</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Keep the keys it has, and add these</source>
        <translation>Die vorhandenen Tasten behalten und diese hinzufügen</translation>
    </message>
    <message>
        <source>Give this action the keys of the preset back</source>
        <translation>Dieser Aktion die Tasten der Vorgabe zurückgeben</translation>
    </message>
    <message>
        <source>Select an action to change its keys.</source>
        <translation>Eine Aktion auswählen, um ihre Tasten zu ändern.</translation>
    </message>
    <message>
        <source>Keys for “{action}”</source>
        <translation>Tasten für „{action}“</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>{keys} belongs to “{action}”, which loses it.</source>
        <translation>{keys} gehört zu „{action}“ und wird dort entfernt.</translation>
    </message>
    <message>
        <source>{keys} is free.</source>
        <translation>{keys} ist frei.</translation>
    </message>
    <message>
        <source>Click into the field and press the keys.</source>
        <translation>In das Feld klicken und die Tasten drücken.</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Give every action the keys of the preset back</source>
        <translation>Jeder Aktion die Tasten der Vorgabe zurückgeben</translation>
    </message>
    <message>
        <source>Key preset</source>
        <translation>Tastenvorgabe</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>Aktion oder Taste suchen</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
</context>
<context>
    <name>LayerCommands</name>
    <message>
        <source>Add layer</source>
        <translation>Ebene hinzufügen</translation>
    </message>
    <message>
        <source>Layer {layer}</source>
        <translation>Ebene {layer}</translation>
    </message>
    <message>
        <source>Re-roll this layer</source>
        <translation>Diese Ebene neu würfeln</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
</context>
<context>
    <name>LayerPage</name>
    <message>
        <source>No layer is selected. Select one in the stack or the timeline.</source>
        <translation>Keine Ebene ist ausgewählt. Eine im Stapel oder in der Zeitleiste auswählen.</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>{frames} frames</source>
        <translation>{frames} Bilder</translation>
    </message>
    <message>
        <source>The values are those of {layer}.</source>
        <translation>Die Werte sind die von {layer}.</translation>
    </message>
    <message>
        <source>Locked layers stay as they are: {layers}</source>
        <translation>Gesperrte Ebenen bleiben, wie sie sind: {layers}</translation>
    </message>
    <message>
        <source>{frames} frames, {seconds} s</source>
        <translation>{frames} Bilder, {seconds} s</translation>
    </message>
    <message>
        <source>16 bit</source>
        <translation>16 Bit</translation>
    </message>
    <message>
        <source>8 bit</source>
        <translation>8 Bit</translation>
    </message>
    <message>
        <source>yes, straight</source>
        <translation>ja, straight</translation>
    </message>
    <message>
        <source>none, opaque</source>
        <translation>keiner, deckend</translation>
    </message>
    <message>
        <source>Locked: unlock the layer to change it</source>
        <translation>Gesperrt: zum Ändern die Ebene entsperren</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Set opacity</source>
        <translation>Deckkraft setzen</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Position to the right of the centre</source>
        <translation>Position rechts der Mitte</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
    <message>
        <source>Position below the centre</source>
        <translation>Position unter der Mitte</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skalierung</translation>
    </message>
    <message>
        <source>Scale across</source>
        <translation>Skalierung in der Breite</translation>
    </message>
    <message>
        <source>Scale down</source>
        <translation>Skalierung in der Höhe</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Drehung</translation>
    </message>
    <message>
        <source>Rotation, clockwise</source>
        <translation>Drehung im Uhrzeigersinn</translation>
    </message>
    <message>
        <source>Anchor</source>
        <translation>Ankerpunkt</translation>
    </message>
    <message>
        <source>Anchor to the right of the centre</source>
        <translation>Ankerpunkt rechts der Mitte</translation>
    </message>
    <message>
        <source>Anchor below the centre</source>
        <translation>Ankerpunkt unter der Mitte</translation>
    </message>
    <message>
        <source>Compositing</source>
        <translation>Komposition</translation>
    </message>
    <message>
        <source>Blend mode</source>
        <translation>Mischmodus</translation>
    </message>
    <message>
        <source>Blend</source>
        <translation>Mischen</translation>
    </message>
    <message>
        <source>Reset the whole transform</source>
        <translation>Ganze Transformation zurücksetzen</translation>
    </message>
    <message>
        <source>Transform</source>
        <translation>Transformation</translation>
    </message>
    <message>
        <source>Between two frames of the clip</source>
        <translation>Zwischen zwei Bildern des Clips</translation>
    </message>
    <message>
        <source>Past the end of the clip</source>
        <translation>Nach dem Ende des Clips</translation>
    </message>
    <message>
        <source>Speed of the clip</source>
        <translation>Geschwindigkeit des Clips</translation>
    </message>
    <message>
        <source>In between</source>
        <translation>Dazwischen</translation>
    </message>
    <message>
        <source>Past the end</source>
        <translation>Nach dem Ende</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Role of the layer</source>
        <translation>Rolle der Ebene</translation>
    </message>
    <message>
        <source>Label colour</source>
        <translation>Etikettfarbe</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Etikett</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>Hash</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Clip</translation>
    </message>
    <message>
        <source>Set blend mode</source>
        <translation>Mischmodus setzen</translation>
    </message>
    <message>
        <source>Reset transform</source>
        <translation>Transformation zurücksetzen</translation>
    </message>
</context>
<context>
    <name>LayerRow</name>
    <message>
        <source>Label: {label}</source>
        <translation>Etikett: {label}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>cancelling</source>
        <translation>wird abgebrochen</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>locked, but empty</source>
        <translation>gesperrt, aber leer</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>{parts} changed</source>
        <translation>{parts} geändert</translation>
    </message>
    <message>
        <source>Hide {layer}</source>
        <translation>{layer} ausblenden</translation>
    </message>
    <message>
        <source>Solo {layer}</source>
        <translation>Solo für {layer}</translation>
    </message>
    <message>
        <source>Lock {layer}, so that a run keeps it</source>
        <translation>{layer} sperren, damit ein Lauf sie behält</translation>
    </message>
    <message>
        <source>New seed for {layer}</source>
        <translation>Neuer Seed für {layer}</translation>
    </message>
    <message>
        <source>What {layer} should not show</source>
        <translation>Was {layer} nicht zeigen soll</translation>
    </message>
    <message>
        <source>What the model knows for {layer}</source>
        <translation>Was das Modell für {layer} kennt</translation>
    </message>
    <message>
        <source>Re-roll {layer}</source>
        <translation>{layer} neu würfeln</translation>
    </message>
    <message>
        <source>Layer {layer}</source>
        <translation>Ebene {layer}</translation>
    </message>
    <message>
        <source>Picture of {layer}</source>
        <translation>Bild von {layer}</translation>
    </message>
    <message>
        <source>Name of {layer}</source>
        <translation>Name von {layer}</translation>
    </message>
    <message>
        <source>Prompt of {layer}</source>
        <translation>Prompt von {layer}</translation>
    </message>
    <message>
        <source>What does the {role} show?</source>
        <translation>Was zeigt diese Ebene ({role})?</translation>
    </message>
    <message>
        <source>Negative prompt of {layer}</source>
        <translation>Negativer Prompt von {layer}</translation>
    </message>
    <message>
        <source>What should it not show?</source>
        <translation>Was soll nicht zu sehen sein?</translation>
    </message>
    <message>
        <source>Seed of {layer}</source>
        <translation>Seed von {layer}</translation>
    </message>
    <message>
        <source>Seed of this layer, the same for each run; empty takes the seed shown in grey</source>
        <translation>Seed dieser Ebene, für jeden Lauf gleich; leer gilt der grau gezeigte</translation>
    </message>
    <message>
        <source>Seed {seed} is fixed: unless something else changes, the pictures stay the same.</source>
        <translation>Seed {seed} steht fest: Solange sich sonst nichts ändert, bleiben die Bilder gleich.</translation>
    </message>
    <message>
        <source>Type negative prompt</source>
        <translation>Negativen Prompt tippen</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>Neuer Seed</translation>
    </message>
    <message>
        <source>Set seed</source>
        <translation>Seed setzen</translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation>Ebene umbenennen</translation>
    </message>
    <message>
        <source>Type prompt</source>
        <translation>Prompt tippen</translation>
    </message>
</context>
<context>
    <name>LayerStack</name>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
</context>
<context>
    <name>LicenceQuestion</name>
    <message>
        <source>Download {model}</source>
        <translation>{model} herunterladen</translation>
    </message>
    <message>
        <source>about {size} or more</source>
        <translation>etwa {size} oder mehr</translation>
    </message>
    <message>
        <source>about {size}, once</source>
        <translation>etwa {size}, einmalig</translation>
    </message>
    <message>
        <source>It is kept in {folder}.</source>
        <translation>Es wird in {folder} aufbewahrt.</translation>
    </message>
    <message>
        <source>I may use these weights under what is said here</source>
        <translation>Ich darf diese Gewichte unter diesen Umständen verwenden</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
</context>
<context>
    <name>LoraRow</name>
    <message>
        <source>Use the LoRA {name}</source>
        <translation>LoRA {name} verwenden</translation>
    </message>
    <message>
        <source>Strength of {name}</source>
        <translation>Stärke von {name}</translation>
    </message>
    <message>
        <source>Remove the LoRA {name}…</source>
        <translation>LoRA {name} entfernen…</translation>
    </message>
    <message>
        <source>Its file is not here; add it again, or turn it off.</source>
        <translation>Die Datei fehlt; fügen Sie sie wieder hinzu, oder schalten Sie sie aus.</translation>
    </message>
</context>
<context>
    <name>LoraSection</name>
    <message>
        <source>Add a LoRA file…</source>
        <translation>LoRA-Datei hinzufügen…</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>None yet. A LoRA gives the model a style or a subject of your own.</source>
        <translation>Noch keine. Eine LoRA gibt dem Modell einen eigenen Stil oder ein eigenes Motiv.</translation>
    </message>
    <message>
        <source>Set LoRA</source>
        <translation>LoRA einstellen</translation>
    </message>
    <message>
        <source>Add a LoRA file</source>
        <translation>LoRA-Datei hinzufügen</translation>
    </message>
    <message>
        <source>LoRA files</source>
        <translation>LoRA-Dateien</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>The studio&apos;s copy of {name} is deleted. Takes that were made with it stay.</source>
        <translation>Die Kopie von {name} im Studio wird gelöscht. Takes, die damit entstanden sind, bleiben.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Jobs</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>device chosen at the first run</source>
        <translation>Gerät wird beim ersten Lauf gewählt</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>Abs&amp;pielen</translation>
    </message>
    <message>
        <source>&amp;Undo {step}</source>
        <translation>&amp;Rückgängig: {step}</translation>
    </message>
    <message>
        <source>&amp;Redo {step}</source>
        <translation>&amp;Wiederholen: {step}</translation>
    </message>
</context>
<context>
    <name>MarkerCard</name>
    <message>
        <source>Marker</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Name of the marker</source>
        <translation>Name der Marke</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Frame of the marker</source>
        <translation>Bild der Marke</translation>
    </message>
    <message>
        <source>Delete marker</source>
        <translation>Marke löschen</translation>
    </message>
    <message>
        <source>Marker at frame</source>
        <translation>Marke bei Bild</translation>
    </message>
    <message>
        <source>Move marker</source>
        <translation>Marke verschieben</translation>
    </message>
    <message>
        <source>Name marker</source>
        <translation>Marke benennen</translation>
    </message>
    <message>
        <source>Colour marker</source>
        <translation>Marke färben</translation>
    </message>
</context>
<context>
    <name>MatrixDelegate</name>
    <message>
        <source>shown</source>
        <translation>gezeigt</translation>
    </message>
</context>
<context>
    <name>MatrixDialog</name>
    <message>
        <source>Foregrounds over backgrounds</source>
        <translation>Vordergründe über Hintergründen</translation>
    </message>
    <message>
        <source>Columns are foreground takes, rows are background takes. Double-click puts both on the layers.</source>
        <translation>Spalten sind Vordergrund-Takes, Zeilen sind Hintergrund-Takes. Ein Doppelklick legt beide auf die Ebenen.</translation>
    </message>
</context>
<context>
    <name>MatrixModel</name>
    <message>
        <source>{foreground} over {background}</source>
        <translation>{foreground} über {background}</translation>
    </message>
</context>
<context>
    <name>MeterLine</name>
    <message>
        <source>Recomposition</source>
        <translation>Rekomposition</translation>
    </message>
    <message>
        <source>How well the foreground over the background gives the blended scene.
Higher is better; click in the graph to go to a frame.</source>
        <translation>Wie gut der Vordergrund über dem Hintergrund die Szene ergibt.
Höher ist besser; ein Klick in die Kurve führt zu einem Bild.</translation>
    </message>
    <message>
        <source>recomposition –</source>
        <translation>Rekomposition –</translation>
    </message>
    <message>
        <source>recomposition … {done} of {all}</source>
        <translation>Rekomposition … {done} von {all}</translation>
    </message>
    <message>
        <source>recomposition {db}</source>
        <translation>Rekomposition {db}</translation>
    </message>
    <message>
        <source>here {db}</source>
        <translation>hier {db}</translation>
    </message>
</context>
<context>
    <name>ModelChoice</name>
    <message>
        <source>Model to generate with</source>
        <translation>Modell für die Erzeugung</translation>
    </message>
    <message>
        <source>Model to generate with: {model}</source>
        <translation>Modell für die Erzeugung: {model}</translation>
    </message>
</context>
<context>
    <name>ModelDesk</name>
    <message>
        <source>Obtain {model}</source>
        <translation>{model} beschaffen</translation>
    </message>
    <message>
        <source>Verify {model}</source>
        <translation>{model} prüfen</translation>
    </message>
    <message>
        <source>Import {file}</source>
        <translation>{file} importieren</translation>
    </message>
    <message>
        <source>Add {file}</source>
        <translation>{file} hinzufügen</translation>
    </message>
    <message>
        <source>{model} is removed.</source>
        <translation>{model} ist entfernt.</translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>{model} verwenden</translation>
    </message>
    <message>
        <source>{model} is ready.</source>
        <translation>{model} ist bereit.</translation>
    </message>
    <message>
        <source>{lora} is added.</source>
        <translation>{lora} ist hinzugefügt.</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Progress of {model}</source>
        <translation>Fortschritt von {model}</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Generate with {model} in this project</source>
        <translation>In diesem Projekt mit {model} erzeugen</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen…</translation>
    </message>
    <message>
        <source>Download {model}</source>
        <translation>{model} herunterladen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop working on {model}</source>
        <translation>Arbeit an {model} abbrechen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Verify the files of {model}</source>
        <translation>Dateien von {model} prüfen</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Show the folder of {model}</source>
        <translation>Ordner von {model} zeigen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Remove {model}</source>
        <translation>{model} entfernen</translation>
    </message>
    <message>
        <source>Being obtained</source>
        <translation>Wird beschafft</translation>
    </message>
    <message>
        <source>{condition}  ·  used in this project</source>
        <translation>{condition}  ·  in diesem Projekt verwendet</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>Go on…</source>
        <translation>Fortsetzen…</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Makes foreground, background and scene from prompts.</source>
        <translation>Macht Vordergrund, Hintergrund und Szene aus Prompts.</translation>
    </message>
    <message>
        <source>Takes a video apart into foreground and background.</source>
        <translation>Zerlegt ein Video in Vordergrund und Hintergrund.</translation>
    </message>
    <message>
        <source>Makes a background and the scene for a foreground that is given.</source>
        <translation>Macht Hintergrund und Szene zu einem gegebenen Vordergrund.</translation>
    </message>
    <message>
        <source>Makes a foreground and the scene for a background that is given.</source>
        <translation>Macht Vordergrund und Szene zu einem gegebenen Hintergrund.</translation>
    </message>
    <message>
        <source>The foreground has an alpha of its own.</source>
        <translation>Der Vordergrund hat ein eigenes Alpha.</translation>
    </message>
    <message>
        <source>Alpha is worked out afterwards; said to be the steadier.</source>
        <translation>Das Alpha wird nachträglich ermittelt; gilt als das stabilere.</translation>
    </message>
    <message>
        <source>Ready, verified</source>
        <translation>Bereit, geprüft</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Files are missing</source>
        <translation>Dateien fehlen</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>{size} have arrived</source>
        <translation>{size} sind angekommen</translation>
    </message>
    <message>
        <source>Not obtained</source>
        <translation>Nicht beschafft</translation>
    </message>
    <message>
        <source>{width} × {height}, {frames} frames at {fps} fps</source>
        <translation>{width} × {height}, {frames} Bilder bei {fps} fps</translation>
    </message>
    <message>
        <source>upscaled {width} × {height}</source>
        <translation>hochskaliert {width} × {height}</translation>
    </message>
    <message>
        <source>about {size} or more, and once {base} that all share</source>
        <translation>etwa {size} oder mehr, und einmal {base}, die alle teilen</translation>
    </message>
    <message>
        <source>came with the program</source>
        <translation>kam mit dem Programm</translation>
    </message>
    <message>
        <source>used where it is</source>
        <translation>wird benutzt, wo es liegt</translation>
    </message>
    <message>
        <source>The authors state no licence for these weights, and their code has no licence file; ask them before any use beyond looking at it yourself.</source>
        <translation>Die Autoren nennen keine Lizenz für diese Gewichte, und ihr Code hat keine Lizenzdatei; fragen Sie sie vor jeder Nutzung, die über eigenes Ansehen hinausgeht.</translation>
    </message>
    <message>
        <source>Apache License 2.0.</source>
        <translation>Apache-Lizenz 2.0.</translation>
    </message>
    <message>
        <source>{name}: not stated by its authors</source>
        <translation>{name}: von den Autoren nicht genannt</translation>
    </message>
    <message>
        <source>{name}: Apache 2.0</source>
        <translation>{name}: Apache 2.0</translation>
    </message>
    <message>
        <source>Licence of {parts}</source>
        <translation>Lizenz von {parts}</translation>
    </message>
    <message>
        <source>its content is not what it should be</source>
        <translation>der Inhalt ist nicht, wie er sein soll</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>it is cut short</source>
        <translation>abgeschnitten</translation>
    </message>
    <message>
        <source>its length is not what it says</source>
        <translation>die Länge stimmt nicht</translation>
    </message>
    <message>
        <source>{file} is missing ({size})</source>
        <translation>{file} fehlt ({size})</translation>
    </message>
    <message>
        <source>{file} is missing</source>
        <translation>{file} fehlt</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>To be had</source>
        <translation>Erhältlich</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Keep models in another folder</source>
        <translation>Modelle in einem anderen Ordner aufbewahren</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Import a model from this machine</source>
        <translation>Ein Modell von diesem Rechner importieren</translation>
    </message>
    <message>
        <source>Models are kept in {folder}</source>
        <translation>Modelle liegen in {folder}</translation>
    </message>
    <message>
        <source>Folder of models</source>
        <translation>Ordner der Modelle</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Close the notice</source>
        <translation>Hinweis schließen</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>{name}: drag to change, double-click to type</source>
        <translation>{name}: zum Ändern ziehen, zum Eingeben doppelklicken</translation>
    </message>
</context>
<context>
    <name>PhraseList</name>
    <message>
        <source>Phrases the model knows</source>
        <translation>Begriffe, die das Modell kennt</translation>
    </message>
</context>
<context>
    <name>PlaceField</name>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Browse for a place</source>
        <translation>Einen Ort suchen</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Write under a new name and leave what is there alone</source>
        <translation>Unter neuem Namen schreiben und Vorhandenes nicht anrühren</translation>
    </message>
    <message>
        <source>{count} of these files are there already and will be replaced.</source>
        <translation>{count} dieser Dateien gibt es schon; sie werden ersetzt.</translation>
    </message>
    <message>
        <source>{name} is there already: pictures of the same name in it are replaced, other files stay.</source>
        <translation>{name} gibt es schon: Gleichnamige Bilder darin werden ersetzt, andere Dateien bleiben.</translation>
    </message>
    <message>
        <source>{name} is there already and will be replaced.</source>
        <translation>{name} gibt es schon und wird ersetzt.</translation>
    </message>
</context>
<context>
    <name>PreferenceKeeper</name>
    <message>
        <source>Language, size and threads change when the studio is started again.</source>
        <translation>Sprache, Größe und Threads ändern sich beim nächsten Start des Studios.</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Editing and viewer</source>
        <translation>Schnitt und Ansicht</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Size of the interface</source>
        <translation>Größe der Oberfläche</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>All keys…</source>
        <translation>Alle Kürzel…</translation>
    </message>
    <message>
        <source>Show the start page in a window without a project</source>
        <translation>Ohne Projekt die Startseite zeigen</translation>
    </message>
    <message>
        <source>Steps of undo</source>
        <translation>Schritte rückgängig</translation>
    </message>
    <message>
        <source>Keep changes aside after at most</source>
        <translation>Änderungen sichern nach höchstens</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Checkerboard</source>
        <translation>Schachbrett</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Mid grey</source>
        <translation>Mittelgrau</translation>
    </message>
    <message>
        <source>Behind the picture</source>
        <translation>Hinter dem Bild</translation>
    </message>
    <message>
        <source>Memory for frames</source>
        <translation>Speicher für Bilder</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Changes that were not saved come back after a crash.</source>
        <translation>Ungespeicherte Änderungen kommen nach einem Absturz zurück.</translation>
    </message>
    <message>
        <source>When a run ends</source>
        <translation>Wenn ein Lauf endet</translation>
    </message>
    <message>
        <source>Show the new take</source>
        <translation>Neuen Take zeigen</translation>
    </message>
    <message>
        <source>Stay with the take shown</source>
        <translation>Beim gezeigten Take bleiben</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>All but one ({count})</source>
        <translation>Alle bis auf einen ({count})</translation>
    </message>
    <message>
        <source>Folders with models</source>
        <translation>Ordner mit Modellen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Add a folder with models</source>
        <translation>Einen Ordner mit Modellen hinzufügen</translation>
    </message>
    <message>
        <source>Remove the selected folder from the list</source>
        <translation>Den ausgewählten Ordner aus der Liste entfernen</translation>
    </message>
    <message>
        <source>A model is a folder with a model.toml. Besides these folders, {place} is searched.</source>
        <translation>Ein Modell ist ein Ordner mit einer model.toml. Außer in diesen Ordnern wird in {place} gesucht.</translation>
    </message>
    <message>
        <source>Card of {size} GB</source>
        <translation>Karte mit {size} GB</translation>
    </message>
    <message>
        <source>Memory plan of large models</source>
        <translation>Speicherplan großer Modelle</translation>
    </message>
    <message>
        <source>The fastest that fits</source>
        <translation>Der schnellste, der passt</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Weights of large models</source>
        <translation>Gewichte großer Modelle</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>Wie sie sind</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8 Bit</translation>
    </message>
    <message>
        <source>4 bits (bitsandbytes)</source>
        <translation>4 Bit (bitsandbytes)</translation>
    </message>
    <message>
        <source>Go on with a smaller plan where memory runs out</source>
        <translation>Bei Speichermangel mit einem kleineren Plan weitermachen</translation>
    </message>
    <message>
        <source>Exports go to</source>
        <translation>Exporte kommen nach</translation>
    </message>
    <message>
        <source>Beside the project</source>
        <translation>Neben das Projekt</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Browse for the folder of exports</source>
        <translation>Den Ordner für Exporte suchen</translation>
    </message>
    <message>
        <source>It is proposed in the export dialog while it is there.</source>
        <translation>Er wird beim Exportieren vorgeschlagen, solange es ihn gibt.</translation>
    </message>
    <message>
        <source>after a restart</source>
        <translation>nach Neustart</translation>
    </message>
    <message>
        <source>Folder of exports</source>
        <translation>Ordner für Exporte</translation>
    </message>
</context>
<context>
    <name>PresetList</name>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>{bits} bits</source>
        <translation>{bits} Bit</translation>
    </message>
    <message>
        <source>straight alpha</source>
        <translation>straight Alpha</translation>
    </message>
    <message>
        <source>premultiplied alpha</source>
        <translation>vormultipliziertes Alpha</translation>
    </message>
    <message>
        <source>matte apart</source>
        <translation>Matte getrennt</translation>
    </message>
    <message>
        <source>no alpha</source>
        <translation>kein Alpha</translation>
    </message>
    <message>
        <source>without loss</source>
        <translation>verlustfrei</translation>
    </message>
    <message>
        <source>Editing</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Compositing</source>
        <translation>Komposition</translation>
    </message>
    <message>
        <source>Web</source>
        <translation>Web</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Viewing</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Draft makes small files to send; best keeps all that the eye can see.</source>
        <translation>Entwurf macht kleine Dateien zum Verschicken; „Beste“ behält alles, was das Auge sieht.</translation>
    </message>
    <message>
        <source>Keeps edges free of fringes when other programs scale the picture.</source>
        <translation>Hält Kanten frei von Säumen, wenn andere Programme das Bild skalieren.</translation>
    </message>
    <message>
        <source>Where takes have 16 bits. Off gives the pixels that the viewer shows, in 8 bits.</source>
        <translation>Wo Takes 16 Bit haben. Aus ergibt die Pixel, die die Ansicht zeigt, in 8 Bit.</translation>
    </message>
    <message>
        <source>Such as 01:00:00:00; needs a frame rate that has timecode.</source>
        <translation>Etwa 01:00:00:00; braucht eine Bildrate, die Timecode hat.</translation>
    </message>
    <message>
        <source>Off makes the file a third smaller; alpha is as good.</source>
        <translation>Aus macht die Datei ein Drittel kleiner; Alpha bleibt gleich gut.</translation>
    </message>
    <message>
        <source>4 is finest, 40 makes the smallest file; below 4 the quality decides.</source>
        <translation>4 ist am feinsten, 40 macht die kleinste Datei; unter 4 entscheidet die Qualität.</translation>
    </message>
    <message>
        <source>1 makes the smallest file; the lowest step means without loss.</source>
        <translation>1 ergibt die kleinste Datei; die unterste Stufe heißt verlustfrei.</translation>
    </message>
    <message>
        <source>Straight</source>
        <translation>Straight</translation>
    </message>
    <message>
        <source>Premultiplied</source>
        <translation>Vormultipliziert</translation>
    </message>
    <message>
        <source>Hold frames</source>
        <translation>Bilder halten</translation>
    </message>
    <message>
        <source>Nearest frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Blend frames</source>
        <translation>Bilder mischen</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Beste</translation>
    </message>
    <message>
        <source>Linear Rec.709</source>
        <translation>Linear Rec.709</translation>
    </message>
    <message>
        <source>ACEScg</source>
        <translation>ACEScg</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>Middle grey</source>
        <translation>Mittleres Grau</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Checkerboard</source>
        <translation>Schachbrett</translation>
    </message>
</context>
<context>
    <name>ProbeLine</name>
    <message>
        <source>Pixel under the cursor</source>
        <translation>Pixel unter dem Zeiger</translation>
    </message>
    <message>
        <source>Straight values of the pixel under the cursor; Ctrl+click copies its colour</source>
        <translation>Straight-Werte des Pixels unter dem Zeiger; Strg+Klick kopiert die Farbe</translation>
    </message>
    <message>
        <source>Point at the picture to read a pixel</source>
        <translation>Auf das Bild zeigen, um ein Pixel zu lesen</translation>
    </message>
    <message>
        <source>premult. {values}</source>
        <translation>vormult. {values}</translation>
    </message>
</context>
<context>
    <name>ProjectList</name>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt verwendete Projekte</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>Aus der Liste entfernen</translation>
    </message>
    <message>
        <source>Throw away…</source>
        <translation>Wegwerfen…</translation>
    </message>
</context>
<context>
    <name>ProjectPage</name>
    <message>
        <source>Custom</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>{width} × {height}, upscaled</source>
        <translation>{width} × {height}, hochskaliert</translation>
    </message>
    <message>
        <source>Width of the canvas in pixels</source>
        <translation>Breite der Fläche in Pixeln</translation>
    </message>
    <message>
        <source>Height of the canvas in pixels</source>
        <translation>Höhe der Fläche in Pixeln</translation>
    </message>
    <message>
        <source>Length of the project in frames</source>
        <translation>Länge des Projekts in Bildern</translation>
    </message>
    <message>
        <source>Frame rate; everything stays where it is in seconds</source>
        <translation>Bildrate; in Sekunden bleibt alles an seinem Platz</translation>
    </message>
    <message>
        <source>Make the project as long as its layers</source>
        <translation>Das Projekt so lang machen wie seine Ebenen</translation>
    </message>
    <message>
        <source>Length of the project as timecode</source>
        <translation>Länge des Projekts als Timecode</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Sizes that the model makes; the composition grows along</source>
        <translation>Größen, die das Modell macht; die Komposition wächst mit</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>Steps of denoising</source>
        <translation>Schritte beim Entrauschen</translation>
    </message>
    <message>
        <source>Guidance: how closely the prompts are followed</source>
        <translation>Guidance: wie eng den Prompts gefolgt wird</translation>
    </message>
    <message>
        <source>How many of the steps, from the first, are guided; the others take half of the time</source>
        <translation>Wie viele der Schritte, vom ersten an, geführt werden; die übrigen brauchen halb so lange</translation>
    </message>
    <message>
        <source> % of the steps</source>
        <translation> % der Schritte</translation>
    </message>
    <message>
        <source>Guidance rises during the run</source>
        <translation>Guidance steigt während des Laufs</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>Guided</source>
        <translation>Geführt</translation>
    </message>
    <message>
        <source>Next run</source>
        <translation>Nächster Lauf</translation>
    </message>
    <message>
        <source>Set length</source>
        <translation>Länge setzen</translation>
    </message>
    <message>
        <source>Set canvas size</source>
        <translation>Größe der Fläche setzen</translation>
    </message>
    <message>
        <source>Set frame rate</source>
        <translation>Bildrate setzen</translation>
    </message>
    <message>
        <source>Set sampling</source>
        <translation>Sampling setzen</translation>
    </message>
</context>
<context>
    <name>Projects</name>
    <message>
        <source>The sample project did not come with this program; begin a new one.</source>
        <translation>Das Beispielprojekt wurde nicht mitgeliefert; ein neues beginnen.</translation>
    </message>
    <message>
        <source>The sample cannot be copied to {folder} ({reason}); free some space.</source>
        <translation>Das Beispiel kann nicht nach {folder} kopiert werden ({reason}); etwas Platz schaffen.</translation>
    </message>
    <message>
        <source>There is no model to make a project for; install one or choose its folder.</source>
        <translation>Es gibt kein Modell für ein Projekt; eines installieren oder seinen Ordner angeben.</translation>
    </message>
    <message>
        <source>not saved yet</source>
        <translation>noch nicht gespeichert</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Unbenannt</translation>
    </message>
    <message>
        <source>today, {time}</source>
        <translation>heute, {time}</translation>
    </message>
    <message>
        <source>yesterday, {time}</source>
        <translation>gestern, {time}</translation>
    </message>
</context>
<context>
    <name>PropertyRow</name>
    <message>
        <source>{property}: keep the ratio</source>
        <translation>{property}: Verhältnis beibehalten</translation>
    </message>
    <message>
        <source>Reset {property}</source>
        <translation>{property} zurücksetzen</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt verwendet</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Diese vergessen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
</context>
<context>
    <name>RemovalQuestion</name>
    <message>
        <source>Remove {model}</source>
        <translation>{model} entfernen</translation>
    </message>
    <message>
        <source>{size} are deleted for good. Takes that were made with the model stay.</source>
        <translation>{size} werden endgültig gelöscht. Takes, die mit dem Modell entstanden sind, bleiben.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>The model is taken off the list; its files stay where they are, in {folder}.</source>
        <translation>Das Modell wird von der Liste genommen; seine Dateien bleiben, wo sie sind, in {folder}.</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Timeline ruler</source>
        <translation>Lineal der Zeitleiste</translation>
    </message>
    <message>
        <source>Move marker</source>
        <translation>Marke verschieben</translation>
    </message>
    <message>
        <source>Set work area</source>
        <translation>Arbeitsbereich setzen</translation>
    </message>
    <message>
        <source>Clear work area</source>
        <translation>Arbeitsbereich aufheben</translation>
    </message>
</context>
<context>
    <name>Section</name>
    <message>
        <source>Fold {section}</source>
        <translation>{section} einklappen</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>Makes {made} from the prompts.</source>
        <translation>Macht aus den Prompts: {made}.</translation>
    </message>
    <message>
        <source>Makes the {made} anew and keeps the {kept} as it is.</source>
        <translation>Neu: {made}. Bleibt, wie es ist: {kept}.</translation>
    </message>
    <message>
        <source>Keeps the {kept} as it is and makes the {made} anew.</source>
        <translation>Bleibt, wie es ist: {kept}. Neu: {made}.</translation>
    </message>
    <message>
        <source>Keeps the {kept} as it is and makes the {made}, over the layer below.</source>
        <translation>Bleibt, wie es ist: {kept}. Neu über der Ebene darunter: {made}.</translation>
    </message>
    <message>
        <source>Keeps the {kept} as it is and makes the {made}, over the composite of {count} layers below.</source>
        <translation>Bleibt, wie es ist: {kept}. Neu über der Komposition von {count} Ebenen darunter: {made}.</translation>
    </message>
    <message>
        <source>Makes the {made}, over the layer below.</source>
        <translation>Macht über der Ebene darunter: {made}.</translation>
    </message>
    <message>
        <source>Makes the {made}, over the composite of {count} layers below.</source>
        <translation>Macht über der Komposition von {count} Ebenen darunter: {made}.</translation>
    </message>
    <message>
        <source> on {host}</source>
        <translation> auf {host}</translation>
    </message>
    <message>
        <source>4-bit weights cannot be brought block by block, as the plan {plan} does; take int8, or the plan 12gb.</source>
        <translation>4-Bit-Gewichte lassen sich nicht Block für Block holen, wie es der Plan {plan} tut; int8 nehmen oder den Plan 12gb.</translation>
    </message>
    <message>
        <source>4-bit weights need the package {package}, which is not installed; run pip install {package}, or take int8.</source>
        <translation>4-Bit-Gewichte brauchen das Paket {package}, das nicht installiert ist; pip install {package} aufrufen oder int8 nehmen.</translation>
    </message>
    <message>
        <source>A LayerFlow imported from a diffusers pipeline.</source>
        <translation>Ein LayerFlow, aus einer Pipeline von diffusers übernommen.</translation>
    </message>
    <message>
        <source>A canvas of {length} frames is empty; give at least 1 frame.</source>
        <translation>Eine Fläche von {length} Bildern ist leer; mindestens 1 Bild angeben.</translation>
    </message>
    <message>
        <source>A canvas of {width} x {height} is not possible; a side has 1 to {largest}.</source>
        <translation>Eine Fläche von {width} x {height} ist nicht möglich; eine Seite hat 1 bis {largest}.</translation>
    </message>
    <message>
        <source>A clip cannot be written to {folder} ({reason}); free some space or choose another folder.</source>
        <translation>Ein Clip kann nicht nach {folder} geschrieben werden ({reason}); Platz schaffen oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>A clip cannot be {width} × {height} with {frames} frames at {rate} fps; use numbers from 1 up.</source>
        <translation>Ein Clip kann nicht {width} × {height} mit {frames} Bildern bei {rate} fps sein; Zahlen ab 1 angeben.</translation>
    </message>
    <message>
        <source>A clip did not survive being written to {folder}; check the disk and try again.</source>
        <translation>Ein Clip wurde beim Schreiben nach {folder} verändert; den Datenträger prüfen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>A clip has the shape (T, H, W, 4), not {shape}; reshape it first.</source>
        <translation>Ein Clip hat die Form (T, H, W, 4), nicht {shape}; ihn zuerst umformen.</translation>
    </message>
    <message>
        <source>A clip holds uint8 or uint16 pixels, not {dtype}; convert it first.</source>
        <translation>Ein Clip enthält Pixel als uint8 oder uint16, nicht {dtype}; ihn zuerst umwandeln.</translation>
    </message>
    <message>
        <source>A clip needs at least one frame; choose other footage.</source>
        <translation>Ein Clip braucht mindestens ein Bild; anderes Material wählen.</translation>
    </message>
    <message>
        <source>A clip&apos;s frame rate must be above zero, not {fps}; give a positive rate.</source>
        <translation>Die Bildrate eines Clips muss über null liegen, nicht bei {fps}; eine positive Rate angeben.</translation>
    </message>
    <message>
        <source>A contact sheet needs a clip, a column and a height; give them.</source>
        <translation>Ein Kontaktbogen braucht einen Clip, eine Spalte und eine Höhe; sie angeben.</translation>
    </message>
    <message>
        <source>A few frames side by side on one picture, to look at or to send.</source>
        <translation>Einige Bilder nebeneinander auf einem, zum Ansehen oder Verschicken.</translation>
    </message>
    <message>
        <source>A frame rate of {fps} cannot be used; give one above zero.</source>
        <translation>Eine Bildrate von {fps} ist nicht brauchbar; eine über null angeben.</translation>
    </message>
    <message>
        <source>A frame rate of {text} cannot be used; give one above 0 and up to 1000.</source>
        <translation>Eine Bildrate von {text} ist nicht brauchbar; eine über 0 und bis 1000 angeben.</translation>
    </message>
    <message>
        <source>A key cannot hold the value {value}; give a number.</source>
        <translation>Ein Keyframe kann den Wert {value} nicht haben; eine Zahl angeben.</translation>
    </message>
    <message>
        <source>A layer needs a name; type at least one letter.</source>
        <translation>Eine Ebene braucht einen Namen; mindestens einen Buchstaben eingeben.</translation>
    </message>
    <message>
        <source>A layer needs an id; make one with new_id.</source>
        <translation>Eine Ebene braucht eine Kennung; sie mit new_id machen.</translation>
    </message>
    <message>
        <source>A marker cannot stand at frame {frame}; place it at 0 or later.</source>
        <translation>Eine Marke kann nicht bei Bild {frame} stehen; sie auf 0 oder später setzen.</translation>
    </message>
    <message>
        <source>A rating goes from 0 to {best}, so {rating} is not one.</source>
        <translation>Eine Bewertung geht von 0 bis {best}; {rating} ist keine.</translation>
    </message>
    <message>
        <source>A small LayerFlow trained on two processor cores; it knows a bounded world of objects and places.</source>
        <translation>Ein kleines LayerFlow, auf zwei Prozessorkernen trainiert; es kennt eine begrenzte Welt von Dingen und Orten.</translation>
    </message>
    <message>
        <source>A span ends at or after its start; {start} to {stop} does not.</source>
        <translation>Eine Spanne endet nicht vor ihrem Anfang; {start} bis {stop} tut es.</translation>
    </message>
    <message>
        <source>A transform&apos;s {name} of {value} is out of range; stay within {farthest:g}.</source>
        <translation>Der Wert {value} für {name} ist außerhalb der Grenzen; innerhalb von {farthest:g} bleiben.</translation>
    </message>
    <message>
        <source>A work area of {start} to {stop} is not inside 0 to {length}.</source>
        <translation>Ein Arbeitsbereich von {start} bis {stop} liegt nicht in 0 bis {length}.</translation>
    </message>
    <message>
        <source>A {role} clip cannot be given to the model; give one of {roles}.</source>
        <translation>Ein Clip dieser Rolle ({role}) kann dem Modell nicht gegeben werden; möglich sind {roles}.</translation>
    </message>
    <message>
        <source>A {role} layer has no prompt; choose a foreground, background or blended layer.</source>
        <translation>Eine Ebene dieser Rolle ({role}) hat keinen Prompt; eine Ebene für Vordergrund, Hintergrund oder Szene wählen.</translation>
    </message>
    <message>
        <source>An adapter is listed twice; list each one once.</source>
        <translation>Ein Adapter ist zweimal genannt; jeden einmal nennen.</translation>
    </message>
    <message>
        <source>An adapter&apos;s strength must be a finite number; correct it.</source>
        <translation>Die Stärke eines Adapters muss eine endliche Zahl sein; sie berichtigen.</translation>
    </message>
    <message>
        <source>Animated PNG</source>
        <translation>Animiertes PNG</translation>
    </message>
    <message>
        <source>Animated WebP</source>
        <translation>Animiertes WebP</translation>
    </message>
    <message>
        <source>At another frame rate</source>
        <translation>Bei anderer Bildrate</translation>
    </message>
    <message>
        <source>At least one frame must be read, not {max_frames}; leave the limit out to read all.</source>
        <translation>Mindestens ein Bild muss gelesen werden, nicht {max_frames}; ohne Grenze werden alle gelesen.</translation>
    </message>
    <message>
        <source>Background clip</source>
        <translation>Clip des Hintergrunds</translation>
    </message>
    <message>
        <source>Backgrounds and finished composites in any editor.</source>
        <translation>Hintergründe und fertige Kompositionen für jedes Schnittprogramm.</translation>
    </message>
    <message>
        <source>Blender, and perhaps Safari, show it without its transparency.</source>
        <translation>Blender und vielleicht Safari zeigen es ohne Transparenz.</translation>
    </message>
    <message>
        <source>By its weights it may be {variants}, which have the same shapes, so name the variant.</source>
        <translation>Den Gewichten nach kann es {variants} sein; diese haben dieselben Formen, also die Variante nennen.</translation>
    </message>
    <message>
        <source>Checking {file}</source>
        <translation>{file} wird geprüft</translation>
    </message>
    <message>
        <source>Clip {clip}… is not in {folder}; restore it from a backup of the project.</source>
        <translation>Clip {clip}… ist nicht in {folder}; ihn aus einer Sicherung des Projekts zurückholen.</translation>
    </message>
    <message>
        <source>Colour beside alpha</source>
        <translation>Farbe neben Alpha</translation>
    </message>
    <message>
        <source>Colour space</source>
        <translation>Farbraum</translation>
    </message>
    <message>
        <source>Colour under fully transparent pixels is not kept.</source>
        <translation>Farbe unter ganz durchsichtigen Pixeln geht verloren.</translation>
    </message>
    <message>
        <source>Colour {colour} and alpha {alpha} do not belong together; give (T, H, W, 3) and (T, H, W).</source>
        <translation>Farbe {colour} und Alpha {alpha} gehören nicht zusammen; (T, H, W, 3) und (T, H, W) angeben.</translation>
    </message>
    <message>
        <source>Computing needs at least 1 thread, so {count} is too few; give 1 or more.</source>
        <translation>Rechnen braucht mindestens 1 Thread, {count} ist zu wenig; 1 oder mehr angeben.</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>Kontingent erschöpft</translation>
    </message>
    <message>
        <source>Draw colour under transparent pixels</source>
        <translation>Farbe unter durchsichtige Pixel malen</translation>
    </message>
    <message>
        <source>Draw layers in 16 bits</source>
        <translation>Ebenen in 16 Bit zeichnen</translation>
    </message>
    <message>
        <source>Drop-frame timecode is for 29.97 and 59.94 fps, not for {fps:g}; use non-drop.</source>
        <translation>Drop-Frame-Timecode gibt es für 29,97 und 59,94 fps, nicht für {fps:g}; Non-Drop verwenden.</translation>
    </message>
    <message>
        <source>Drop-frame timecode is for 29.97 and 59.94 fps, not for {fps:g}; write it with colons.</source>
        <translation>Drop-Frame-Timecode gibt es für 29,97 und 59,94 fps, nicht für {fps:g}; ihn mit Doppelpunkten schreiben.</translation>
    </message>
    <message>
        <source>Each adapter may be named once, with a finite strength; check the adapter list.</source>
        <translation>Jeder Adapter darf einmal genannt sein, mit endlicher Stärke; die Liste der Adapter prüfen.</translation>
    </message>
    <message>
        <source>Edit master (ProRes 4444)</source>
        <translation>Schnittmaster (ProRes 4444)</translation>
    </message>
    <message>
        <source>Editors have no timecode at {rate:g} fps; hand over at 24, or another rate of film or video.</source>
        <translation>Schnittprogramme haben bei {rate:g} fps keinen Timecode; mit 24 oder einer anderen Rate von Film oder Video übergeben.</translation>
    </message>
    <message>
        <source>Encoding {file}</source>
        <translation>{file} wird kodiert</translation>
    </message>
    <message>
        <source>Every layer becomes a file of its own; export them one by one, or as a contact sheet.</source>
        <translation>Jede Ebene wird eine eigene Datei; sie einzeln exportieren oder als Kontaktbogen.</translation>
    </message>
    <message>
        <source>Every layer is given, so there is nothing to make; unlock at least one layer.</source>
        <translation>Jede Ebene ist gegeben, es gibt nichts zu machen; mindestens eine Ebene entsperren.</translation>
    </message>
    <message>
        <source>Every layer this take is for is locked; unlock the one that should get its prompt.</source>
        <translation>Jede Ebene dieses Takes ist gesperrt; die entsperren, die seinen Prompt bekommen soll.</translation>
    </message>
    <message>
        <source>Every pixel is opaque.</source>
        <translation>Jedes Pixel ist deckend.</translation>
    </message>
    <message>
        <source>Every pixel that was looked at is opaque.</source>
        <translation>Jedes betrachtete Pixel ist deckend.</translation>
    </message>
    <message>
        <source>FFV1 archive</source>
        <translation>FFV1-Archiv</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>Datei gibt es schon</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>Dateiname zu lang</translation>
    </message>
    <message>
        <source>Fill and matte (ProRes)</source>
        <translation>Fill und Matte (ProRes)</translation>
    </message>
    <message>
        <source>Finest quality</source>
        <translation>Feinste Qualität</translation>
    </message>
    <message>
        <source>First number</source>
        <translation>Erste Nummer</translation>
    </message>
    <message>
        <source>Floating-point pictures cannot be read yet; save them as 16-bit PNG or TIFF.</source>
        <translation>Bilder mit Gleitkommazahlen lassen sich noch nicht lesen; sie als PNG oder TIFF mit 16 Bit sichern.</translation>
    </message>
    <message>
        <source>For programs that read no alpha from video: one film of colour, one of grey matte.</source>
        <translation>Für Programme, die kein Alpha aus Video lesen: ein Film in Farbe, einer als graue Matte.</translation>
    </message>
    <message>
        <source>Foreground clip</source>
        <translation>Clip des Vordergrunds</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>Frame {frame} has no timecode; give a frame from 0 on.</source>
        <translation>Bild {frame} hat keinen Timecode; ein Bild ab 0 angeben.</translation>
    </message>
    <message>
        <source>Frame {number} is {found_width} × {found_height}, not {width} × {height}; give all frames of an export one size.</source>
        <translation>Bild {number} ist {found_width} × {found_height}, nicht {width} × {height}; allen Bildern eines Exports eine Größe geben.</translation>
    </message>
    <message>
        <source>GIF</source>
        <translation>GIF</translation>
    </message>
    <message>
        <source>Guidance cannot be {guidance}; give a number from 0 on.</source>
        <translation>Guidance kann nicht {guidance} sein; eine Zahl ab 0 angeben.</translation>
    </message>
    <message>
        <source>Guidance cannot end after {share} of the steps; give a share from 0 to 1.</source>
        <translation>Guidance kann nicht nach {share} der Schritte enden; einen Anteil von 0 bis 1 angeben.</translation>
    </message>
    <message>
        <source>H.264</source>
        <translation>H.264</translation>
    </message>
    <message>
        <source>H.265, 10 bits</source>
        <translation>H.265, 10 Bit</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Ein-/Ausgabefehler</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>Ist ein Ordner</translation>
    </message>
    <message>
        <source>It holds no adapters, so they are taken to be merged already.</source>
        <translation>Es enthält keine Adapter; sie gelten als schon eingerechnet.</translation>
    </message>
    <message>
        <source>Its folder is called like {variant}, but the weights do not fit that.</source>
        <translation>Der Ordner heißt wie {variant}, aber die Gewichte passen nicht dazu.</translation>
    </message>
    <message>
        <source>Its timecode {timecode} is counted from {start}, where hand-offs usually begin.</source>
        <translation>Ihr Timecode {timecode} wird ab {start} gezählt, wo Übergaben gewöhnlich beginnen.</translation>
    </message>
    <message>
        <source>Its timecode {timecode} lies in {file}, which holds the layer as it was drawn; reset the layer&apos;s place, size and keys after bringing it back.</source>
        <translation>Ihr Timecode {timecode} liegt in {file}, das die Ebene so enthält, wie sie gezeichnet wurde; nach dem Zurückholen Ort, Größe und Schlüssel der Ebene zurücksetzen.</translation>
    </message>
    <message>
        <source>Its timecode {timecode} lies in {file}, which was exported from frame {start} on.</source>
        <translation>Ihr Timecode {timecode} liegt in {file}, exportiert ab Bild {start}.</translation>
    </message>
    <message>
        <source>Its timecode {timecode} matches no export of this layer, so it is taken to begin with the clip.</source>
        <translation>Ihr Timecode {timecode} passt zu keinem Export dieser Ebene, darum wird angenommen, dass sie mit dem Clip beginnt.</translation>
    </message>
    <message>
        <source>Layer {layer!r} begins after frame {frame}; move the playhead inside it.</source>
        <translation>Ebene {layer!r} beginnt nach Bild {frame}; den Abspielkopf in sie setzen.</translation>
    </message>
    <message>
        <source>Layer {layer!r} cannot be split at frame {frame}; move the playhead inside it.</source>
        <translation>Ebene {layer!r} lässt sich bei Bild {frame} nicht teilen; den Abspielkopf in sie setzen.</translation>
    </message>
    <message>
        <source>Layer {layer!r} cannot have {value:g} as a key of its {prop}; correct it.</source>
        <translation>Ebene {layer!r} kann {value:g} nicht als Keyframe haben ({prop}); den Wert berichtigen.</translation>
    </message>
    <message>
        <source>Layer {layer!r} cannot play at {pace:g} times; stay within 1/1000 to 1000.</source>
        <translation>Ebene {layer!r} kann nicht {pace:g}-fach laufen; zwischen 1/1000 und 1000 bleiben.</translation>
    </message>
    <message>
        <source>Layer {layer!r} cannot start at frame {frame} of {cycle}.</source>
        <translation>Ebene {layer!r} kann nicht bei Bild {frame} von {cycle} beginnen.</translation>
    </message>
    <message>
        <source>Layer {layer!r} ends before frame {frame}; move the playhead inside it.</source>
        <translation>Ebene {layer!r} endet vor Bild {frame}; den Abspielkopf in sie setzen.</translation>
    </message>
    <message>
        <source>Layer {layer!r} has no such key at frame {frame}; choose one that is there.</source>
        <translation>Ebene {layer!r} hat bei Bild {frame} keinen solchen Keyframe; einen vorhandenen wählen.</translation>
    </message>
    <message>
        <source>Layer {layer!r} has no takes; import the edited file on it instead.</source>
        <translation>Ebene {layer!r} hat keine Takes; die bearbeitete Datei stattdessen auf sie importieren.</translation>
    </message>
    <message>
        <source>Layer {layer!r} holds no clip to export; generate or import one first.</source>
        <translation>Ebene {layer!r} enthält keinen Clip zum Exportieren; zuerst einen generieren oder importieren.</translation>
    </message>
    <message>
        <source>Layer {layer!r} holds no clip to hand over; generate or import one first.</source>
        <translation>Ebene {layer!r} enthält keinen Clip zum Übergeben; zuerst einen generieren oder importieren.</translation>
    </message>
    <message>
        <source>Layer {layer!r} holds no clip yet; import the file on it instead.</source>
        <translation>Ebene {layer!r} enthält noch keinen Clip; die Datei stattdessen auf sie importieren.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is handed over as it is drawn, because {reason}.</source>
        <translation>Ebene {layer!r} wird übergeben, wie sie gezeichnet wird, denn {reason}.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is left out, because it lies outside the exported range.</source>
        <translation>Ebene {layer!r} fehlt, weil sie außerhalb des exportierten Bereichs liegt.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is left out, because no movie of it was exported.</source>
        <translation>Ebene {layer!r} fehlt, weil kein Film von ihr exportiert wurde.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is left out, because {reason}; export it drawn, as the canvas shows it.</source>
        <translation>Ebene {layer!r} fehlt, denn {reason}; sie so exportieren, wie die Fläche sie zeigt.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is locked but empty; unlock it, or import a clip for the {role}.</source>
        <translation>Ebene {layer!r} ist gesperrt, aber leer; sie entsperren oder einen Clip importieren ({role}).</translation>
    </message>
    <message>
        <source>Layer {layer!r} is locked; unlock it to bring an edited version back.</source>
        <translation>Ebene {layer!r} ist gesperrt; zum Zurückholen einer bearbeiteten Fassung entsperren.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is locked; unlock it to change it.</source>
        <translation>Ebene {layer!r} ist gesperrt; zum Ändern entsperren.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is locked; unlock it to re-roll it.</source>
        <translation>Ebene {layer!r} ist gesperrt; zum Neuwürfeln entsperren.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is media, which no model makes; give it another role to re-roll it.</source>
        <translation>Ebene {layer!r} sind Medien, die kein Modell macht; zum Neuwürfeln eine andere Rolle geben.</translation>
    </message>
    <message>
        <source>Layer {layer!r} is not as large as the picture; switch off scaling to the frame in Resolve.</source>
        <translation>Ebene {layer!r} ist nicht so groß wie das Bild; in Resolve das Anpassen an die Bildgröße ausschalten.</translation>
    </message>
    <message>
        <source>Layer {layer!r} needs its clip and the clip&apos;s length together; give both or neither.</source>
        <translation>Ebene {layer!r} braucht ihren Clip zusammen mit dessen Länge; beide angeben oder keines.</translation>
    </message>
    <message>
        <source>Layer {layer!r} repeats its clip or plays it at another rate; hand it over drawn.</source>
        <translation>Ebene {layer!r} wiederholt ihren Clip oder spielt ihn mit anderer Rate; sie gezeichnet übergeben.</translation>
    </message>
    <message>
        <source>Layer {layer!r} would last no frame; keep at least one.</source>
        <translation>Ebene {layer!r} würde kein Bild dauern; mindestens eines behalten.</translation>
    </message>
    <message>
        <source>Memory ran out at the stage &apos;{stage}&apos;; close other programs or use a smaller model.</source>
        <translation>Der Speicher ging aus (bei: {stage}); andere Programme schließen oder ein kleineres Modell nehmen.</translation>
    </message>
    <message>
        <source>Name before the number</source>
        <translation>Name vor der Nummer</translation>
    </message>
    <message>
        <source>No layer holds a clip yet, so the sheet would be empty; generate or import one.</source>
        <translation>Noch enthält keine Ebene einen Clip, der Bogen wäre leer; einen generieren oder importieren.</translation>
    </message>
    <message>
        <source>No layer in the exported range has a movie; export at least one layer first.</source>
        <translation>Keine Ebene im exportierten Bereich hat einen Film; zuerst mindestens eine Ebene exportieren.</translation>
    </message>
    <message>
        <source>No layer shows a clip in the range, so there is nothing to hand over.</source>
        <translation>Keine Ebene zeigt im Bereich einen Clip, es gibt nichts zu übergeben.</translation>
    </message>
    <message>
        <source>No picture in {folder} matches {pattern}; check the pattern.</source>
        <translation>Kein Bild in {folder} passt zu {pattern}; das Muster prüfen.</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>kein Platz mehr auf dem Datenträger</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>Datei oder Ordner nicht gefunden</translation>
    </message>
    <message>
        <source>No {role} layer holds a clip yet; generate or import one first.</source>
        <translation>Noch enthält keine Ebene dieser Rolle ({role}) einen Clip; zuerst einen generieren oder importieren.</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>Ist kein Ordner</translation>
    </message>
    <message>
        <source>Nothing can be exported from {count} frames of {width} × {height} at {fps} fps; use numbers from 1 up.</source>
        <translation>Aus {count} Bildern von {width} × {height} bei {fps} fps lässt sich nichts exportieren; Zahlen ab 1 angeben.</translation>
    </message>
    <message>
        <source>Nothing can be split at frame {frame}; move the playhead inside a layer.</source>
        <translation>Bei Bild {frame} lässt sich nichts teilen; den Abspielkopf in eine Ebene setzen.</translation>
    </message>
    <message>
        <source>Nuke and Fusion: blend, foreground, background and residual in every picture.</source>
        <translation>Nuke und Fusion: Szene, Vordergrund, Hintergrund und Residuum in jedem Bild.</translation>
    </message>
    <message>
        <source>Nuke takes the number signs or percents in {file} for frame numbers; rename it.</source>
        <translation>Nuke hält Rauten oder Prozentzeichen in {file} für Bildnummern; die Datei umbenennen.</translation>
    </message>
    <message>
        <source>Nuke&apos;s soft light is another formula, so layer {layer!r} will look somewhat different there.</source>
        <translation>Weiches Licht rechnet Nuke anders, Ebene {layer!r} sieht dort etwas anders aus.</translation>
    </message>
    <message>
        <source>Nuke, Fusion and other compositing in linear light; half float.</source>
        <translation>Nuke, Fusion und andere Programme mit linearem Licht; Half Float.</translation>
    </message>
    <message>
        <source>Only 256 colours a frame, edges are cut hard, and rates such as 24 fps come out uneven.</source>
        <translation>Nur 256 Farben je Bild, Kanten sind hart, und Raten wie 24 fps laufen ungleichmäßig.</translation>
    </message>
    <message>
        <source>Only {seen} of {count} frames could be made; export a shorter range.</source>
        <translation>Nur {seen} von {count} Bildern ließen sich machen; einen kürzeren Bereich exportieren.</translation>
    </message>
    <message>
        <source>Opacity goes from 0 to 1, so {opacity} is not one.</source>
        <translation>Deckkraft geht von 0 bis 1; {opacity} ist keine.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>OpenEXR is premultiplied, which has been undone.</source>
        <translation>OpenEXR ist vormultipliziert, das wurde zurückgerechnet.</translation>
    </message>
    <message>
        <source>OpenEXR sequence</source>
        <translation>OpenEXR-Sequenz</translation>
    </message>
    <message>
        <source>OpenEXR with all layers</source>
        <translation>OpenEXR mit allen Ebenen</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>nicht erlaubt</translation>
    </message>
    <message>
        <source>PNG sequence</source>
        <translation>PNG-Sequenz</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>Picture {missing} is missing between {first} and {last}; add it or renumber them.</source>
        <translation>Bild {missing} fehlt zwischen {first} und {last}; es ergänzen oder neu nummerieren.</translation>
    </message>
    <message>
        <source>Pictures in a row</source>
        <translation>Bilder je Reihe</translation>
    </message>
    <message>
        <source>Pictures of {first} and {second} cannot be compared; bring them to one size first.</source>
        <translation>Bilder von {first} und {second} lassen sich nicht vergleichen; sie zuerst auf eine Größe bringen.</translation>
    </message>
    <message>
        <source>Plates for keying and grading that need full colour resolution.</source>
        <translation>Plates für Keying und Grading, die volle Farbauflösung brauchen.</translation>
    </message>
    <message>
        <source>Premiere may ask for the media of the portable XML; point it to the same folder.</source>
        <translation>Premiere fragt vielleicht nach den Medien des beweglichen XML; ihm denselben Ordner zeigen.</translation>
    </message>
    <message>
        <source>ProRes 422 HQ without alpha</source>
        <translation>ProRes 422 HQ ohne Alpha</translation>
    </message>
    <message>
        <source>ProRes 4444 without alpha</source>
        <translation>ProRes 4444 ohne Alpha</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>QuickTime Animation</source>
        <translation>QuickTime Animation</translation>
    </message>
    <message>
        <source>Rate factor (CRF)</source>
        <translation>Ratenfaktor (CRF)</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>Datenträger ist schreibgeschützt</translation>
    </message>
    <message>
        <source>Reading {file}</source>
        <translation>{file} wird gelesen</translation>
    </message>
    <message>
        <source>Resolve, Premiere, After Effects, Final Cut and Blender; alpha has 16 bits.</source>
        <translation>Resolve, Premiere, After Effects, Final Cut und Blender; Alpha hat 16 Bit.</translation>
    </message>
    <message>
        <source>Sampling needs at least 1 step, so {steps} is too few; give 1 or more.</source>
        <translation>Sampling braucht mindestens 1 Schritt, {steps} ist zu wenig; 1 oder mehr angeben.</translation>
    </message>
    <message>
        <source>Seed {seed} is out of range; give a whole number from 0 to {last}.</source>
        <translation>Seed {seed} ist außerhalb der Grenzen; eine ganze Zahl von 0 bis {last} angeben.</translation>
    </message>
    <message>
        <source>Size in pixels</source>
        <translation>Größe in Pixeln</translation>
    </message>
    <message>
        <source>Small pictures for web pages and messengers; without loss unless a quality is chosen.</source>
        <translation>Kleine Bilder für Webseiten und Messenger; verlustfrei, solange keine Qualität gewählt ist.</translation>
    </message>
    <message>
        <source>So small a scale leaves nothing to see; hide the layer instead.</source>
        <translation>So klein skaliert ist nichts mehr zu sehen; die Ebene stattdessen ausblenden.</translation>
    </message>
    <message>
        <source>Soft edges fade to black.</source>
        <translation>Weiche Kanten laufen in Schwarz aus.</translation>
    </message>
    <message>
        <source>Soft edges fade to grey.</source>
        <translation>Weiche Kanten laufen in Grau aus.</translation>
    </message>
    <message>
        <source>Soft edges fade to white.</source>
        <translation>Weiche Kanten laufen in Weiß aus.</translation>
    </message>
    <message>
        <source>Soft edges have the colour of what they belong to.</source>
        <translation>Weiche Kanten haben die Farbe dessen, wozu sie gehören.</translation>
    </message>
    <message>
        <source>Soft edges hold colours that no black, white or grey matte leaves.</source>
        <translation>Weiche Kanten enthalten Farben, die keine schwarze, weiße oder graue Matte hinterlässt.</translation>
    </message>
    <message>
        <source>Take {take} is not in the trash; put it there first.</source>
        <translation>Take {take} ist nicht im Papierkorb; ihn zuerst hineinlegen.</translation>
    </message>
    <message>
        <source>Take {take} is not the one in this project; reload the library.</source>
        <translation>Take {take} ist nicht der dieses Projekts; die Sammlung neu laden.</translation>
    </message>
    <message>
        <source>Take {take} lists a layer twice or one no model makes; it cannot be used.</source>
        <translation>Take {take} nennt eine Ebene zweimal oder eine, die kein Modell macht; er ist nicht brauchbar.</translation>
    </message>
    <message>
        <source>Takes the blended scene apart into foreground and background.</source>
        <translation>Zerlegt die Szene in Vordergrund und Hintergrund.</translation>
    </message>
    <message>
        <source>The H.265 encoder stopped before the end; export again or choose H.264.</source>
        <translation>Der H.265-Encoder hörte vor dem Ende auf; noch einmal exportieren oder H.264 wählen.</translation>
    </message>
    <message>
        <source>The LoRA {name} is another file than the request was made for; add that one under this name, or build the request again.</source>
        <translation>Die LoRA {name} ist eine andere Datei als die, für die die Anforderung gemacht wurde; fügen Sie jene unter diesem Namen hinzu, oder stellen Sie die Anforderung neu.</translation>
    </message>
    <message>
        <source>The OTIO files do not place, fade or blend layer {layer!r}; use FCPXML or XML for it.</source>
        <translation>Die OTIO-Dateien platzieren, blenden und mischen Ebene {layer!r} nicht; dafür FCPXML oder XML nehmen.</translation>
    </message>
    <message>
        <source>The XML for Premiere cannot stretch or mirror layer {layer!r}; set its scale there by hand.</source>
        <translation>Das XML für Premiere kann Ebene {layer!r} nicht strecken oder spiegeln; ihre Skalierung dort von Hand setzen.</translation>
    </message>
    <message>
        <source>The adapter {name} acts in {count} of {blocks} blocks, where a released one acts in every sixth.</source>
        <translation>Der Adapter {name} wirkt in {count} von {blocks} Blöcken, ein veröffentlichter nur in jedem sechsten.</translation>
    </message>
    <message>
        <source>The autoencoder in the checkpoint is another (at {weight}); name a folder with CogVideoX-2b&apos;s.</source>
        <translation>Der Autoencoder im Checkpoint ist ein anderer (bei {weight}); einen Ordner mit dem von CogVideoX-2b angeben.</translation>
    </message>
    <message>
        <source>The autoencoder in the checkpoint lacks {weight}; give a folder with CogVideoX-2b&apos;s.</source>
        <translation>Dem Autoencoder im Checkpoint fehlt {weight}; einen Ordner mit dem von CogVideoX-2b angeben.</translation>
    </message>
    <message>
        <source>The autoencoder is in neither the checkpoint nor a base folder; name a folder with CogVideoX-2b&apos;s parts.</source>
        <translation>Der Autoencoder liegt weder im Checkpoint noch in einem Basisordner; einen Ordner mit den Teilen von CogVideoX-2b angeben.</translation>
    </message>
    <message>
        <source>The clipboard holds no layers or keys that this LayerFlow Studio can read; copy some first.</source>
        <translation>In der Zwischenablage sind keine Ebenen oder Keyframes, die dieses LayerFlow Studio lesen kann; zuerst welche kopieren.</translation>
    </message>
    <message>
        <source>The clips handed over are not the ones the request names; build the request again.</source>
        <translation>Die übergebenen Clips sind nicht die des Auftrags; den Auftrag neu machen.</translation>
    </message>
    <message>
        <source>The comparison {mode} shows two pictures; it does not mix them.</source>
        <translation>Der Vergleich {mode} zeigt zwei Bilder; er mischt sie nicht.</translation>
    </message>
    <message>
        <source>The configuration files of {model} in {folder} cannot be read ({error}); replace the folder with a fresh copy.</source>
        <translation>Die Konfigurationsdateien von {model} in {folder} sind nicht lesbar ({error}); den Ordner durch eine neue Kopie ersetzen.</translation>
    </message>
    <message>
        <source>The connection to {host} was lost at {have} of {size} of {name} ({problem}); try again to go on from there.</source>
        <translation>Die Verbindung zu {host} brach bei {have} von {size} von {name} ab ({problem}); versuchen Sie es erneut, um von dort fortzufahren.</translation>
    </message>
    <message>
        <source>The copied keys are those of {count} layers; select as many layers to paste them.</source>
        <translation>Die kopierten Keyframes gehören zu {count} Ebenen; zum Einfügen ebenso viele auswählen.</translation>
    </message>
    <message>
        <source>The disk filled up while {folder} was written, so nothing was kept; free some space.</source>
        <translation>Der Datenträger wurde voll, während {folder} geschrieben wurde; nichts davon blieb zurück. Bitte Platz schaffen.</translation>
    </message>
    <message>
        <source>The disk of {place} is full ({need} are wanted there); free some space and try again: what has arrived is kept.</source>
        <translation>Der Datenträger von {place} ist voll ({need} werden dort gebraucht); geben Sie Platz frei und versuchen Sie es erneut: Was angekommen ist, bleibt.</translation>
    </message>
    <message>
        <source>The file carries no timecode, so it is taken to begin with the clip.</source>
        <translation>Die Datei trägt keinen Timecode, darum wird angenommen, dass sie mit dem Clip beginnt.</translation>
    </message>
    <message>
        <source>The file has no alpha channel.</source>
        <translation>Die Datei hat keinen Alphakanal.</translation>
    </message>
    <message>
        <source>The file is not complete: {what} has no {key!r}.</source>
        <translation>Die Datei ist nicht vollständig: {key!r} fehlt ({what}).</translation>
    </message>
    <message>
        <source>The file is not readable: a cut names frame {value!r}.</source>
        <translation>Die Datei ist nicht lesbar: Ein Ausschnitt nennt Bild {value!r}.</translation>
    </message>
    <message>
        <source>The file is not readable: a span should be two whole numbers.</source>
        <translation>Die Datei ist nicht lesbar: Eine Spanne sind zwei ganze Zahlen.</translation>
    </message>
    <message>
        <source>The file is not readable: {key!r} of {what} should be {expected}, not {found}.</source>
        <translation>Die Datei ist nicht lesbar: {key!r} ({what}) ist {found} statt {expected}.</translation>
    </message>
    <message>
        <source>The file is not readable: {what} should be an object, not {found}.</source>
        <translation>Die Datei ist nicht lesbar: {found} statt eines Objekts ({what}).</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made ({reason}); choose another place.</source>
        <translation>Der Ordner {folder} lässt sich nicht anlegen ({reason}); einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be opened ({reason}); check it.</source>
        <translation>Der Ordner {folder} lässt sich nicht öffnen ({reason}); ihn prüfen.</translation>
    </message>
    <message>
        <source>The folder {folder} holds no numbered pictures; choose a folder such as frame.0001.png ….</source>
        <translation>Der Ordner {folder} enthält keine nummerierten Bilder; einen Ordner mit frame.0001.png … wählen.</translation>
    </message>
    <message>
        <source>The folder {folder} holds several sequences ({names}); choose the first file of one.</source>
        <translation>Der Ordner {folder} enthält mehrere Sequenzen ({names}); die erste Datei von einer wählen.</translation>
    </message>
    <message>
        <source>The given {role} has no clip; import or generate one first.</source>
        <translation>Das Gegebene ({role}) hat keinen Clip; zuerst einen importieren oder generieren.</translation>
    </message>
    <message>
        <source>The given {role} is {width} x {height}, {frames} frames, not {wanted}; fit it first.</source>
        <translation>Das Gegebene ({role}) ist {width} x {height}, {frames} Bilder, nicht {wanted}; es zuerst anpassen.</translation>
    </message>
    <message>
        <source>The hash of an adapter is given that is not used; build the request again.</source>
        <translation>Es ist der Hash eines Adapters angegeben, der nicht verwendet wird; stellen Sie die Anforderung neu.</translation>
    </message>
    <message>
        <source>The keys of {prop} are not in the order of their frames; sort them.</source>
        <translation>Die Keyframes sind nicht in der Reihenfolge ihrer Bilder ({prop}); sie sortieren.</translation>
    </message>
    <message>
        <source>The pipeline samples with {name}, which is not known here; choose another folder.</source>
        <translation>Die Pipeline rechnet mit {name}, das hier nicht bekannt ist; einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The position table has {rows} rows, which is none of the eight released models.</source>
        <translation>Die Positionstabelle hat {rows} Zeilen; das ist keines der acht veröffentlichten Modelle.</translation>
    </message>
    <message>
        <source>The program could not {title} because of an error of its own; {hint}.</source>
        <translation>Ein Fehler des Programms selbst hat das verhindert: {title}; {hint}.</translation>
    </message>
    <message>
        <source>The published LayerFlow: a video taken apart into foreground and background.</source>
        <translation>Das veröffentlichte LayerFlow: ein Video, zerlegt in Vordergrund und Hintergrund.</translation>
    </message>
    <message>
        <source>The published LayerFlow: a video taken apart into foreground and background; alpha is worked out.</source>
        <translation>Das veröffentlichte LayerFlow: ein Video, zerlegt in Vordergrund und Hintergrund; Alpha wird errechnet.</translation>
    </message>
    <message>
        <source>The published LayerFlow: background and blended scene for a given foreground.</source>
        <translation>Das veröffentlichte LayerFlow: Hintergrund und Gesamtszene zu einem gegebenen Vordergrund.</translation>
    </message>
    <message>
        <source>The published LayerFlow: foreground and blended scene for a given background.</source>
        <translation>Das veröffentlichte LayerFlow: Vordergrund und Gesamtszene zu einem gegebenen Hintergrund.</translation>
    </message>
    <message>
        <source>The published LayerFlow: foreground and blended scene for a given background; alpha is worked out.</source>
        <translation>Das veröffentlichte LayerFlow: Vordergrund und Gesamtszene zu einem gegebenen Hintergrund; Alpha wird errechnet.</translation>
    </message>
    <message>
        <source>The published LayerFlow: foreground, background and blended scene from prompts.</source>
        <translation>Das veröffentlichte LayerFlow: Vordergrund, Hintergrund und Gesamtszene aus Prompts.</translation>
    </message>
    <message>
        <source>The published LayerFlow: foreground, background and blended scene from prompts; alpha is worked out.</source>
        <translation>Das veröffentlichte LayerFlow: Vordergrund, Hintergrund und Gesamtszene aus Prompts; Alpha wird errechnet.</translation>
    </message>
    <message>
        <source>The request names no model; choose one first.</source>
        <translation>Der Auftrag nennt kein Modell; zuerst eines wählen.</translation>
    </message>
    <message>
        <source>The same layer is given twice; give each layer once.</source>
        <translation>Dieselbe Ebene ist zweimal gegeben; jede Ebene einmal geben.</translation>
    </message>
    <message>
        <source>The settings cannot be kept in {folder} ({reason}); check its permissions.</source>
        <translation>Die Einstellungen lassen sich in {folder} nicht aufbewahren ({reason}); bitte die Zugriffsrechte prüfen.</translation>
    </message>
    <message>
        <source>The settings of {path} cannot be read; use a whole copy of it.</source>
        <translation>Die Einstellungen von {path} sind nicht lesbar; verwenden Sie eine vollständige Kopie.</translation>
    </message>
    <message>
        <source>The soft edges tell nothing for sure.</source>
        <translation>Die weichen Kanten sagen nichts Sicheres.</translation>
    </message>
    <message>
        <source>The stored clip {path} is damaged; restore it from a backup or generate its take again.</source>
        <translation>Der gespeicherte Clip {path} ist beschädigt; ihn aus einer Sicherung zurückholen oder seinen Take noch einmal generieren.</translation>
    </message>
    <message>
        <source>The take names a layer {value!r} that no model makes; it cannot be used.</source>
        <translation>Der Take nennt eine Ebene {value!r}, die kein Modell macht; er ist nicht brauchbar.</translation>
    </message>
    <message>
        <source>The take {take} was left out, its file cannot be used: {problem}</source>
        <translation>Der Take {take} fehlt, seine Datei ist nicht brauchbar: {problem}</translation>
    </message>
    <message>
        <source>The text encoder in the checkpoint is no T5 v1.1 (at {weight}); give a folder with CogVideoX-2b&apos;s.</source>
        <translation>Der Textencoder im Checkpoint ist kein T5 v1.1 (bei {weight}); einen Ordner mit dem von CogVideoX-2b angeben.</translation>
    </message>
    <message>
        <source>The text encoder in {folder} cannot be loaded; replace it with a fresh copy.</source>
        <translation>Der Text-Encoder in {folder} lässt sich nicht laden; ihn durch eine frische Kopie ersetzen.</translation>
    </message>
    <message>
        <source>The text encoder is in neither the checkpoint nor a base folder; name a folder with CogVideoX-2b&apos;s parts.</source>
        <translation>Der Textencoder liegt weder im Checkpoint noch in einem Basisordner; einen Ordner mit den Teilen von CogVideoX-2b angeben.</translation>
    </message>
    <message>
        <source>The tokenizer is in no base folder, and no checkpoint holds one; name a folder with CogVideoX-2b&apos;s parts.</source>
        <translation>Der Tokenizer liegt in keinem Basisordner, und kein Checkpoint enthält einen; einen Ordner mit den Teilen von CogVideoX-2b angeben.</translation>
    </message>
    <message>
        <source>The weights of {model} in {folder} do not fit together; replace the folder with a fresh copy.</source>
        <translation>Die Gewichte von {model} in {folder} passen nicht zusammen; den Ordner durch eine frische Kopie ersetzen.</translation>
    </message>
    <message>
        <source>The {role} has another size or length than the blend; export them alike.</source>
        <translation>Größe oder Länge ist anders als bei der Szene ({role}); beide gleich exportieren.</translation>
    </message>
    <message>
        <source>There are more than the {count} frames that were announced; export again.</source>
        <translation>Es sind mehr als die angekündigten {count} Bilder; noch einmal exportieren.</translation>
    </message>
    <message>
        <source>There are no soft edges to tell by.</source>
        <translation>Es gibt keine weichen Kanten, an denen es zu sehen wäre.</translation>
    </message>
    <message>
        <source>There is a take {take} already; takes are never overwritten.</source>
        <translation>Den Take {take} gibt es schon; Takes werden nie überschrieben.</translation>
    </message>
    <message>
        <source>There is another LoRA named {name}; give this one another name, or remove that first.</source>
        <translation>Es gibt eine andere LoRA namens {name}; geben Sie dieser einen anderen Namen, oder entfernen Sie jene zuerst.</translation>
    </message>
    <message>
        <source>There is colour, but every pixel is transparent.</source>
        <translation>Es gibt Farbe, aber jedes Pixel ist durchsichtig.</translation>
    </message>
    <message>
        <source>There is no LoRA file {path}; add it again.</source>
        <translation>Es gibt keine LoRA-Datei {path}; fügen Sie sie wieder hinzu.</translation>
    </message>
    <message>
        <source>There is no LoRA file {path}; check the name or choose another.</source>
        <translation>Es gibt keine LoRA-Datei {path}; prüfen Sie den Namen, oder wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>There is no LoRA {name!r} (added: {listed}); add its file, or take it off the list.</source>
        <translation>Es gibt keine LoRA {name!r} (vorhanden: {listed}); fügen Sie die Datei hinzu, oder nehmen Sie sie von der Liste.</translation>
    </message>
    <message>
        <source>There is no checkpoint at {file}; name the released .pt file.</source>
        <translation>Unter {file} gibt es keinen Checkpoint; die veröffentlichte .pt-Datei angeben.</translation>
    </message>
    <message>
        <source>There is no export preset {key!r}; choose one of {offered}.</source>
        <translation>Es gibt keine Exportvorgabe {key!r}; eine von diesen wählen: {offered}.</translation>
    </message>
    <message>
        <source>There is no folder {folder}; name one with CogVideoX-2b&apos;s parts.</source>
        <translation>Den Ordner {folder} gibt es nicht; einen mit den Teilen von CogVideoX-2b angeben.</translation>
    </message>
    <message>
        <source>There is no key to take a value from; set one first.</source>
        <translation>Es gibt keinen Keyframe, dessen Wert zu nehmen wäre; zuerst einen setzen.</translation>
    </message>
    <message>
        <source>There is no layer {layer!r} in this document; choose one that is in the list.</source>
        <translation>Es gibt in diesem Dokument keine Ebene {layer!r}; eine aus der Liste wählen.</translation>
    </message>
    <message>
        <source>There is no marker {marker!r} in this document; choose one that is in the timeline.</source>
        <translation>Es gibt in diesem Dokument keine Marke {marker!r}; eine aus der Zeitleiste wählen.</translation>
    </message>
    <message>
        <source>There is no memory plan &apos;{name}&apos;; choose one of {plans}.</source>
        <translation>Es gibt keinen Speicherplan „{name}“; einen von {plans} wählen.</translation>
    </message>
    <message>
        <source>There is no model to run; install one or choose its folder.</source>
        <translation>Es gibt kein Modell; eines installieren oder seinen Ordner angeben.</translation>
    </message>
    <message>
        <source>There is no model {model!r} (found: {known}); choose one of these or add its folder.</source>
        <translation>Es gibt kein Modell {model!r} (gefunden: {known}); eines davon wählen oder seinen Ordner hinzufügen.</translation>
    </message>
    <message>
        <source>There is no number format {format!r}; choose source, {formats}.</source>
        <translation>Das Zahlenformat {format!r} gibt es nicht; source, {formats} stehen zur Wahl.</translation>
    </message>
    <message>
        <source>There is no project {path}; check the name.</source>
        <translation>Es gibt kein Projekt {path}; den Namen prüfen.</translation>
    </message>
    <message>
        <source>There is no published model {identifier!r}; choose one of {known}.</source>
        <translation>Es gibt kein veröffentlichtes Modell {identifier!r}; wählen Sie eines von {known}.</translation>
    </message>
    <message>
        <source>There is no released variant {name!r}; choose one of {variants}.</source>
        <translation>Die veröffentlichte Variante {name!r} gibt es nicht; zur Wahl stehen {variants}.</translation>
    </message>
    <message>
        <source>There is no sampler {sampler!r}; choose {samplers}.</source>
        <translation>Es gibt keinen Sampler {sampler!r}; {samplers} wählen.</translation>
    </message>
    <message>
        <source>There is no take {take!r} in this project; choose one from its library.</source>
        <translation>Es gibt in diesem Projekt keinen Take {take!r}; einen aus seiner Sammlung wählen.</translation>
    </message>
    <message>
        <source>There is no timecode at {fps:g} fps; export at a rate such as 24, or without timecode.</source>
        <translation>Bei {fps:g} fps gibt es keinen Timecode; mit einer Rate wie 24 oder ohne Timecode exportieren.</translation>
    </message>
    <message>
        <source>There is no {missing} with a picture to compare; generate one first.</source>
        <translation>Zum Vergleichen fehlt ein Bild ({missing}); zuerst eines generieren.</translation>
    </message>
    <message>
        <source>There is no {role} layer to show this take on; add one first.</source>
        <translation>Es gibt keine Ebene dieser Rolle ({role}) für diesen Take; zuerst eine hinzufügen.</translation>
    </message>
    <message>
        <source>There is nothing to copy; select layers or keys first.</source>
        <translation>Es gibt nichts zu kopieren; zuerst Ebenen oder Keyframes auswählen.</translation>
    </message>
    <message>
        <source>There is nothing to export; choose something that holds a clip.</source>
        <translation>Es gibt nichts zu exportieren; etwas wählen, das einen Clip enthält.</translation>
    </message>
    <message>
        <source>There was not enough memory to {title}; close other programs or use smaller sizes.</source>
        <translation>Dafür reichte der Speicher nicht: {title}; andere Programme schließen oder kleinere Größen nehmen.</translation>
    </message>
    <message>
        <source>This build of FFmpeg has no {codec} encoder; choose another format.</source>
        <translation>Dieses FFmpeg hat keinen Encoder für {codec}; ein anderes Format wählen.</translation>
    </message>
    <message>
        <source>This is not a {thing} file of LayerFlow Studio; choose another one.</source>
        <translation>Das ist keine Datei von LayerFlow Studio ({thing}); eine andere wählen.</translation>
    </message>
    <message>
        <source>This is not a {thing} file, or it is damaged; choose another one.</source>
        <translation>Das ist keine solche Datei ({thing}), oder sie ist beschädigt; eine andere wählen.</translation>
    </message>
    <message>
        <source>This marker is not there any more; choose one that is in the timeline.</source>
        <translation>Diese Marke gibt es nicht mehr; eine aus der Zeitleiste wählen.</translation>
    </message>
    <message>
        <source>This model cannot make layers of {frames} frames; take a multiple of {temporal}.</source>
        <translation>Dieses Modell kann keine Ebenen von {frames} Bildern machen; ein Vielfaches von {temporal} nehmen.</translation>
    </message>
    <message>
        <source>This model has no {roles} layer to be given; choose other layers to lock.</source>
        <translation>Diesem Modell lässt sich das nicht geben: {roles}; andere Ebenen zum Sperren wählen.</translation>
    </message>
    <message>
        <source>This take has no {role} for layer {layer!r}; choose another take.</source>
        <translation>Dieser Take hat für Ebene {layer!r} nichts ({role}); einen anderen Take wählen.</translation>
    </message>
    <message>
        <source>This work area has no frame of the canvas in it; choose at least one frame.</source>
        <translation>Dieser Arbeitsbereich enthält kein Bild der Fläche; mindestens ein Bild wählen.</translation>
    </message>
    <message>
        <source>This {thing} was saved by a newer LayerFlow Studio; update the app to open it.</source>
        <translation>Das hat ein neueres LayerFlow Studio gesichert ({thing}); zum Öffnen das Programm aktualisieren.</translation>
    </message>
    <message>
        <source>Timecode of the first frame</source>
        <translation>Timecode des ersten Bildes</translation>
    </message>
    <message>
        <source>To show the composite anywhere.</source>
        <translation>Um die Komposition überall zu zeigen.</translation>
    </message>
    <message>
        <source>To show the composite on newer devices; smaller, and free of banding.</source>
        <translation>Um die Komposition auf neueren Geräten zu zeigen; kleiner und ohne Farbstufen.</translation>
    </message>
    <message>
        <source>Two layers or markers share an id; the document is damaged.</source>
        <translation>Zwei Ebenen oder Marken haben dieselbe Kennung; das Dokument ist beschädigt.</translation>
    </message>
    <message>
        <source>Two movies are both called {file}; give each file of a hand-off its own name.</source>
        <translation>Zwei Filme heißen beide {file}; jeder Datei einer Übergabe einen eigenen Namen geben.</translation>
    </message>
    <message>
        <source>Under what is transparent</source>
        <translation>Unter Durchsichtigem</translation>
    </message>
    <message>
        <source>Web pages in Chrome, Edge and Firefox, and OBS; not for editing.</source>
        <translation>Webseiten in Chrome, Edge und Firefox sowie OBS; nicht für den Schnitt.</translation>
    </message>
    <message>
        <source>WebM with alpha (VP9)</source>
        <translation>WebM mit Alpha (VP9)</translation>
    </message>
    <message>
        <source>Where nothing else is shown; prefer WebP or WebM.</source>
        <translation>Wo nichts anderes gezeigt wird; besser sind WebP oder WebM.</translation>
    </message>
    <message>
        <source>Without loss and compact, to keep or to read with FFmpeg; few editors open it.</source>
        <translation>Verlustfrei und kompakt, zum Aufheben oder Lesen mit FFmpeg; wenige Schnittprogramme öffnen es.</translation>
    </message>
    <message>
        <source>Without loss for After Effects, Premiere and Blender; large files.</source>
        <translation>Verlustfrei für After Effects, Premiere und Blender; große Dateien.</translation>
    </message>
    <message>
        <source>Without loss for every program, 8 or 16 bits as the source; one file a frame.</source>
        <translation>Verlustfrei für jedes Programm, 8 oder 16 Bit wie die Quelle; eine Datei je Bild.</translation>
    </message>
    <message>
        <source>Without loss in every browser; large files.</source>
        <translation>Verlustfrei in jedem Browser; große Dateien.</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>{file} wird geschrieben</translation>
    </message>
    <message>
        <source>Wrote {file}</source>
        <translation>{file} geschrieben</translation>
    </message>
    <message>
        <source>a Flux or Hunyuan model</source>
        <translation>ein Modell von Flux oder Hunyuan</translation>
    </message>
    <message>
        <source>a Stable Diffusion model</source>
        <translation>ein Modell von Stable Diffusion</translation>
    </message>
    <message>
        <source>a Wan model</source>
        <translation>ein Modell von Wan</translation>
    </message>
    <message>
        <source>a cut</source>
        <translation>ein Ausschnitt</translation>
    </message>
    <message>
        <source>a job</source>
        <translation>ein Auftrag</translation>
    </message>
    <message>
        <source>a key</source>
        <translation>ein Keyframe</translation>
    </message>
    <message>
        <source>a layer</source>
        <translation>eine Ebene</translation>
    </message>
    <message>
        <source>a layer below the take</source>
        <translation>eine Ebene unter dem Take</translation>
    </message>
    <message>
        <source>a length</source>
        <translation>eine Länge</translation>
    </message>
    <message>
        <source>a marker</source>
        <translation>eine Marke</translation>
    </message>
    <message>
        <source>a model of single pictures</source>
        <translation>ein Modell für einzelne Bilder</translation>
    </message>
    <message>
        <source>a text encoder alone</source>
        <translation>nur ein Textencoder</translation>
    </message>
    <message>
        <source>a transform</source>
        <translation>eine Transformation</translation>
    </message>
    <message>
        <source>a transformer in the layout of diffusers</source>
        <translation>ein Transformer in der Form von diffusers</translation>
    </message>
    <message>
        <source>a whole number from {low} up</source>
        <translation>eine ganze Zahl ab {low}</translation>
    </message>
    <message>
        <source>add a LoRA</source>
        <translation>ein LoRA hinzufügen</translation>
    </message>
    <message>
        <source>add a model</source>
        <translation>ein Modell hinzufügen</translation>
    </message>
    <message>
        <source>alpha mode</source>
        <translation>Alphamodus</translation>
    </message>
    <message>
        <source>an animation</source>
        <translation>eine Animation</translation>
    </message>
    <message>
        <source>an autoencoder alone</source>
        <translation>nur ein Autoencoder</translation>
    </message>
    <message>
        <source>an export</source>
        <translation>ein Export</translation>
    </message>
    <message>
        <source>black, grey, white, checker or #rrggbb</source>
        <translation>black, grey, white, checker oder #rrggbb</translation>
    </message>
    <message>
        <source>blended scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>bring back {file}</source>
        <translation>{file} zurückholen</translation>
    </message>
    <message>
        <source>by quality</source>
        <translation>nach Qualität</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>Zwischenablage</translation>
    </message>
    <message>
        <source>convert the checkpoint</source>
        <translation>Checkpoint umwandeln</translation>
    </message>
    <message>
        <source>decoding</source>
        <translation>Dekodieren</translation>
    </message>
    <message>
        <source>demonstration model</source>
        <translation>Demonstrationsmodell</translation>
    </message>
    <message>
        <source>denoising</source>
        <translation>Entrauschen</translation>
    </message>
    <message>
        <source>estimate the size of an export</source>
        <translation>die Größe eines Exports schätzen</translation>
    </message>
    <message>
        <source>export {count} files</source>
        <translation>{count} Dateien exportieren</translation>
    </message>
    <message>
        <source>export {file}</source>
        <translation>{file} exportieren</translation>
    </message>
    <message>
        <source>exports</source>
        <translation>Exporte</translation>
    </message>
    <message>
        <source>frame rate</source>
        <translation>Bildrate</translation>
    </message>
    <message>
        <source>frame {number} is shown at {time:.3f} seconds</source>
        <translation>Bild {number} wird bei {time:.3f} Sekunden gezeigt</translation>
    </message>
    <message>
        <source>frame {number} is {width} × {height} pixels</source>
        <translation>Bild {number} ist {width} × {height} Pixel groß</translation>
    </message>
    <message>
        <source>generate a take</source>
        <translation>einen Take generieren</translation>
    </message>
    <message>
        <source>get ready to generate</source>
        <translation>das Generieren vorbereiten</translation>
    </message>
    <message>
        <source>hand over {name}</source>
        <translation>{name} übergeben</translation>
    </message>
    <message>
        <source>import {file}</source>
        <translation>{file} importieren</translation>
    </message>
    <message>
        <source>imported model</source>
        <translation>übernommenes Modell</translation>
    </message>
    <message>
        <source>is enlarged</source>
        <translation>wird vergrößert</translation>
    </message>
    <message>
        <source>it answered with error {code}: try again later</source>
        <translation>er antwortete mit Fehler {code}: Versuchen Sie es später erneut</translation>
    </message>
    <message>
        <source>it asks for a login: run `hf auth login` first</source>
        <translation>er verlangt eine Anmeldung: Führen Sie zuerst `hf auth login` aus</translation>
    </message>
    <message>
        <source>it cannot be decoded</source>
        <translation>sie lässt sich nicht dekodieren</translation>
    </message>
    <message>
        <source>it cannot be decoded ({problem})</source>
        <translation>sie lässt sich nicht dekodieren ({problem})</translation>
    </message>
    <message>
        <source>it cannot be read ({reason})</source>
        <translation>sie kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>it ended early</source>
        <translation>sie endete zu früh</translation>
    </message>
    <message>
        <source>it has {key}</source>
        <translation>sie enthält {key}</translation>
    </message>
    <message>
        <source>it holds more than {count} frames</source>
        <translation>sie enthält mehr als {count} Bilder</translation>
    </message>
    <message>
        <source>it holds only {index} of {count} frames</source>
        <translation>sie enthält nur {index} von {count} Bildern</translation>
    </message>
    <message>
        <source>it holds take {take}</source>
        <translation>sie enthält Take {take}</translation>
    </message>
    <message>
        <source>it is animated</source>
        <translation>sie ist animiert</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>it is not there</source>
        <translation>es ist nicht dort</translation>
    </message>
    <message>
        <source>it shows more frames than were exported</source>
        <translation>sie zeigt mehr Bilder, als exportiert wurden</translation>
    </message>
    <message>
        <source>its clip has another frame rate than the project</source>
        <translation>ihr Clip hat eine andere Bildrate als das Projekt</translation>
    </message>
    <message>
        <source>its clip is repeated</source>
        <translation>ihr Clip wird wiederholt</translation>
    </message>
    <message>
        <source>its own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>its pixel format is {format} instead of {decoded_as}</source>
        <translation>ihr Pixelformat ist {format} statt {decoded_as}</translation>
    </message>
    <message>
        <source>its {name} is {found} instead of {wanted}</source>
        <translation>{name} ist {found} statt {wanted}</translation>
    </message>
    <message>
        <source>job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>job history</source>
        <translation>Auftragsverlauf</translation>
    </message>
    <message>
        <source>loading the model</source>
        <translation>Laden des Modells</translation>
    </message>
    <message>
        <source>loses {part:.0%} of its height</source>
        <translation>verliert {part:.0%} der Höhe</translation>
    </message>
    <message>
        <source>loses {part:.0%} of its width</source>
        <translation>verliert {part:.0%} der Breite</translation>
    </message>
    <message>
        <source>measure the takes</source>
        <translation>die Takes messen</translation>
    </message>
    <message>
        <source>measures</source>
        <translation>Messwerte</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>obtain {model}</source>
        <translation>{model} beschaffen</translation>
    </message>
    <message>
        <source>one of {kinds}</source>
        <translation>einem von {kinds}</translation>
    </message>
    <message>
        <source>project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>published model</source>
        <translation>veröffentlichtes Modell</translation>
    </message>
    <message>
        <source>read {file}</source>
        <translation>{file} lesen</translation>
    </message>
    <message>
        <source>reading the prompts</source>
        <translation>Lesen der Prompts</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>save the pipeline</source>
        <translation>Pipeline speichern</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>such as {example}</source>
        <translation>etwa {example}</translation>
    </message>
    <message>
        <source>take</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>the adapters</source>
        <translation>die Adapter</translation>
    </message>
    <message>
        <source>the canvas</source>
        <translation>die Fläche</translation>
    </message>
    <message>
        <source>the clipboard</source>
        <translation>die Zwischenablage</translation>
    </message>
    <message>
        <source>the exports</source>
        <translation>die Exporte</translation>
    </message>
    <message>
        <source>the given clips</source>
        <translation>die gegebenen Clips</translation>
    </message>
    <message>
        <source>the hashes of adapters</source>
        <translation>die Hashes der Adapter</translation>
    </message>
    <message>
        <source>the history</source>
        <translation>der Verlauf</translation>
    </message>
    <message>
        <source>the job</source>
        <translation>der Auftrag</translation>
    </message>
    <message>
        <source>the job&apos;s layers</source>
        <translation>die Ebenen des Auftrags</translation>
    </message>
    <message>
        <source>the library entry</source>
        <translation>der Eintrag der Sammlung</translation>
    </message>
    <message>
        <source>the log {log} has the details</source>
        <translation>Näheres steht im Protokoll {log}</translation>
    </message>
    <message>
        <source>the measures</source>
        <translation>die Messwerte</translation>
    </message>
    <message>
        <source>the origin</source>
        <translation>die Herkunft</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>im Bild</translation>
    </message>
    <message>
        <source>the project</source>
        <translation>das Projekt</translation>
    </message>
    <message>
        <source>the provenance</source>
        <translation>der Nachweis</translation>
    </message>
    <message>
        <source>the recomposition</source>
        <translation>die Rekomposition</translation>
    </message>
    <message>
        <source>the request</source>
        <translation>die Anfrage</translation>
    </message>
    <message>
        <source>the take</source>
        <translation>der Take</translation>
    </message>
    <message>
        <source>the take&apos;s clips</source>
        <translation>die Clips des Takes</translation>
    </message>
    <message>
        <source>the take&apos;s layers</source>
        <translation>die Ebenen des Takes</translation>
    </message>
    <message>
        <source>the take&apos;s lengths</source>
        <translation>die Längen des Takes</translation>
    </message>
    <message>
        <source>the take&apos;s sources</source>
        <translation>die Quellen des Takes</translation>
    </message>
    <message>
        <source>the {what} of frame {number} is off by {value:.2g} levels (at most {limit:g})</source>
        <translation>Abweichung in Bild {number} um {value:.2g} Stufen, höchstens {limit:g} ({what})</translation>
    </message>
    <message>
        <source>timecode</source>
        <translation>Timecode</translation>
    </message>
    <message>
        <source>too much was asked of it: try again in some minutes</source>
        <translation>es wurde zu viel angefragt: Versuchen Sie es in einigen Minuten erneut</translation>
    </message>
    <message>
        <source>verify the models</source>
        <translation>die Modelle prüfen</translation>
    </message>
    <message>
        <source>without loss</source>
        <translation>verlustfrei</translation>
    </message>
    <message>
        <source>yes or no</source>
        <translation>ja (yes) oder nein (no)</translation>
    </message>
    <message>
        <source>{checkpoint} does not tell which model it is; say one of {names}.</source>
        <translation>{checkpoint} sagt nicht, welches Modell es ist; nennen Sie eines von {names}.</translation>
    </message>
    <message>
        <source>{clip!r} does not name a clip; ids are 64 hexadecimal digits.</source>
        <translation>{clip!r} benennt keinen Clip; Kennungen haben 64 Hexadezimalziffern.</translation>
    </message>
    <message>
        <source>{count:.0f} bytes</source>
        <translation>{count:.0f} Byte</translation>
    </message>
    <message>
        <source>{count:.{digits}f} {unit}</source>
        <translation>{count:.{digits}f} {unit}</translation>
    </message>
    <message>
        <source>{count} keys of the transformer are not known and stay unused.</source>
        <translation>{count} Schlüssel des Transformers sind nicht bekannt und bleiben ungenutzt.</translation>
    </message>
    <message>
        <source>{count} weights are missing or of another size.</source>
        <translation>{count} Gewichte fehlen oder haben eine andere Größe.</translation>
    </message>
    <message>
        <source>{file} cannot be decoded ({problem})</source>
        <translation>{file} lässt sich nicht dekodieren ({problem})</translation>
    </message>
    <message>
        <source>{file} cannot be opened ({reason}); check its permissions.</source>
        <translation>{file} lässt sich nicht öffnen ({reason}); die Rechte prüfen.</translation>
    </message>
    <message>
        <source>{file} cannot be opened; check its permissions.</source>
        <translation>{file} lässt sich nicht öffnen; die Rechte prüfen.</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}); check its permissions.</source>
        <translation>{file} ist nicht lesbar ({reason}); prüfen Sie die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}); check the disk or choose another file.</source>
        <translation>{file} kann nicht gelesen werden ({reason}); den Datenträger prüfen oder eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}); check the disk.</source>
        <translation>{file} kann nicht gelesen werden ({reason}); den Datenträger prüfen.</translation>
    </message>
    <message>
        <source>{file} cannot be read as a movie ({problem}); export it again.</source>
        <translation>{file} lässt sich nicht als Film lesen ({problem}); noch einmal exportieren.</translation>
    </message>
    <message>
        <source>{file} cannot be read; download it again.</source>
        <translation>{file} kann nicht gelesen werden; bitte erneut herunterladen.</translation>
    </message>
    <message>
        <source>{file} cannot be written: {width} × {height} is no size for a PNG.</source>
        <translation>{file} kann nicht geschrieben werden: {width} × {height} ist keine Größe für ein PNG.</translation>
    </message>
    <message>
        <source>{file} changes its size from {first_width} × {first_height} to {width} × {height}; convert it to one size first.</source>
        <translation>{file} wechselt die Größe von {first_width} × {first_height} zu {width} × {height}; die Datei zuerst auf eine Größe bringen.</translation>
    </message>
    <message>
        <source>{file} does not fit the variant {variant} (at {weight}), since it is a plain CogVideoX checkpoint; choose one of LayerFlow.</source>
        <translation>{file} passt nicht zur Variante {variant} (bei {weight}), denn es ist ein Checkpoint von CogVideoX selbst; einen von LayerFlow wählen.</translation>
    </message>
    <message>
        <source>{file} does not fit the variant {variant} (at {weight}); choose the right one, which may be {variants}.</source>
        <translation>{file} passt nicht zur Variante {variant} (bei {weight}); die richtige wählen, vielleicht {variants}.</translation>
    </message>
    <message>
        <source>{file} does not fit the variant {variant} (at {weight}); choose the right variant or file, or download it again.</source>
        <translation>{file} passt nicht zur Variante {variant} (bei {weight}); die richtige Variante oder Datei wählen oder erneut herunterladen.</translation>
    </message>
    <message>
        <source>{file} does not hold what was exported: {mismatch}; it was kept as {failed}, export it again.</source>
        <translation>{file} enthält nicht, was exportiert wurde: {mismatch}; sie wurde als {failed} behalten, noch einmal exportieren.</translation>
    </message>
    <message>
        <source>{file} fits none of the eight released models; choose a released file.</source>
        <translation>{file} passt zu keinem der acht veröffentlichten Modelle; eine veröffentlichte Datei wählen.</translation>
    </message>
    <message>
        <source>{file} has a varying frame rate; it is read at an even {fps:g} fps.</source>
        <translation>{file} hat eine wechselnde Bildrate; gelesen wird mit gleichmäßigen {fps:g} fps.</translation>
    </message>
    <message>
        <source>{file} has halved colour channels; save it again as RGB.</source>
        <translation>{file} hat halbierte Farbkanäle; noch einmal als RGB sichern.</translation>
    </message>
    <message>
        <source>{file} has matrices for {told} that do not fit together; use a whole copy.</source>
        <translation>{file} hat für {told} Matrizen, die nicht zusammenpassen; verwenden Sie eine vollständige Kopie.</translation>
    </message>
    <message>
        <source>{file} holds code besides weights ({code}), so it was not opened; use the released file.</source>
        <translation>{file} enthält neben Gewichten auch Code ({code}) und wurde deshalb nicht geöffnet; die veröffentlichte Datei verwenden.</translation>
    </message>
    <message>
        <source>{file} holds light brighter than white, which is clipped; lower its exposure first.</source>
        <translation>{file} enthält Licht heller als Weiß, das abgeschnitten wird; die Belichtung zuerst senken.</translation>
    </message>
    <message>
        <source>{file} holds more than weights, so it was not opened; use the released file.</source>
        <translation>{file} enthält mehr als Gewichte und wurde deshalb nicht geöffnet; die veröffentlichte Datei verwenden.</translation>
    </message>
    <message>
        <source>{file} holds no channels R, G and B; save it again with a picture in them.</source>
        <translation>{file} hat keine Kanäle R, G und B; noch einmal mit einem Bild darin sichern.</translation>
    </message>
    <message>
        <source>{file} holds no frame that can be decoded; copy or export it again.</source>
        <translation>{file} enthält kein Bild, das sich dekodieren lässt; noch einmal kopieren oder exportieren.</translation>
    </message>
    <message>
        <source>{file} holds no frame that can be read; copy or export it again.</source>
        <translation>{file} enthält kein Bild, das sich lesen lässt; noch einmal kopieren oder exportieren.</translation>
    </message>
    <message>
        <source>{file} holds no picture but sound; choose a file with video.</source>
        <translation>{file} enthält Ton, aber kein Bild; eine Datei mit Video wählen.</translation>
    </message>
    <message>
        <source>{file} holds no picture; choose a file with video.</source>
        <translation>{file} enthält kein Bild; eine Datei mit Video wählen.</translation>
    </message>
    <message>
        <source>{file} holds no pictures; export it again.</source>
        <translation>{file} enthält keine Bilder; noch einmal exportieren.</translation>
    </message>
    <message>
        <source>{file} holds the very pixels of layer {layer!r}; there is nothing to bring back.</source>
        <translation>{file} enthält genau die Pixel der Ebene {layer!r}; es gibt nichts zurückzuholen.</translation>
    </message>
    <message>
        <source>{file} holds {count} of the clip&apos;s {frames} frames; the others stay as they were.</source>
        <translation>{file} enthält {count} der {frames} Bilder des Clips; die anderen bleiben, wie sie waren.</translation>
    </message>
    <message>
        <source>{file} holds {frames} frames, but layer {layer!r} shows its frames {first} to {last}; export the layer again.</source>
        <translation>{file} enthält {frames} Bilder, Ebene {layer!r} zeigt aber die Bilder {first} bis {last}; die Ebene noch einmal exportieren.</translation>
    </message>
    <message>
        <source>{file} is HDR ({curve}) and will look washed out; convert it to SDR for true colours.</source>
        <translation>{file} ist HDR ({curve}) und wird flau aussehen; für echte Farben in SDR umwandeln.</translation>
    </message>
    <message>
        <source>{file} is a plain CogVideoX checkpoint; choose one of LayerFlow.</source>
        <translation>{file} ist ein Checkpoint von CogVideoX selbst; einen von LayerFlow wählen.</translation>
    </message>
    <message>
        <source>{file} is a safetensors file, not a released checkpoint; choose the released .pt file.</source>
        <translation>{file} ist eine safetensors-Datei und kein veröffentlichter Checkpoint; die veröffentlichte .pt-Datei wählen.</translation>
    </message>
    <message>
        <source>{file} is a web page, not a checkpoint; download the file itself.</source>
        <translation>{file} ist eine Webseite und kein Checkpoint; die Datei selbst herunterladen.</translation>
    </message>
    <message>
        <source>{file} is cut short or not a checkpoint; download it again.</source>
        <translation>{file} ist abgeschnitten oder kein Checkpoint; bitte erneut herunterladen.</translation>
    </message>
    <message>
        <source>{file} is damaged or cut short: 0 frames can be read; copy or export it again.</source>
        <translation>{file} ist beschädigt oder abgeschnitten: 0 Bilder sind lesbar; noch einmal kopieren oder exportieren.</translation>
    </message>
    <message>
        <source>{file} is damaged or cut short: {count} frames can be read; copy or export it again.</source>
        <translation>{file} ist beschädigt oder abgeschnitten: {count} Bilder sind lesbar; noch einmal kopieren oder exportieren.</translation>
    </message>
    <message>
        <source>{file} is damaged or cut short: {count} of {all} frames can be read; copy or export it again.</source>
        <translation>{file} ist beschädigt oder abgeschnitten: {count} von {all} Bildern sind lesbar; noch einmal kopieren oder exportieren.</translation>
    </message>
    <message>
        <source>{file} is damaged or cut short; copy or save it again.</source>
        <translation>{file} ist beschädigt oder abgeschnitten; noch einmal kopieren oder sichern.</translation>
    </message>
    <message>
        <source>{file} is empty (0 bytes); copy or export it again.</source>
        <translation>{file} ist leer (0 Byte); noch einmal kopieren oder exportieren.</translation>
    </message>
    <message>
        <source>{file} is interlaced and will show combs in motion; deinterlace it first.</source>
        <translation>{file} hat Halbbilder und zeigt in Bewegung Kämme; zuerst deinterlacen.</translation>
    </message>
    <message>
        <source>{file} is interlaced; it is read as one whole picture for every two fields.</source>
        <translation>{file} hat Halbbilder; aus je zweien wird ein ganzes Bild gelesen.</translation>
    </message>
    <message>
        <source>{file} is no LayerFlow checkpoint (no {prefix}* weights); choose a released one.</source>
        <translation>{file} ist kein Checkpoint von LayerFlow (keine Gewichte {prefix}*); einen veröffentlichten wählen.</translation>
    </message>
    <message>
        <source>{file} is no LayerFlow checkpoint but {what}; choose a released one.</source>
        <translation>{file} ist kein Checkpoint von LayerFlow, sondern {what}; einen veröffentlichten wählen.</translation>
    </message>
    <message>
        <source>{file} is no list of weight files; download it again.</source>
        <translation>{file} ist keine Liste von Gewichtsdateien; bitte erneut herunterladen.</translation>
    </message>
    <message>
        <source>{file} is no readable video or picture, or its start is damaged; choose another file.</source>
        <translation>{file} ist kein lesbares Video oder Bild, oder der Anfang ist beschädigt; eine andere Datei wählen.</translation>
    </message>
    <message>
        <source>{file} is no vocabulary; replace it with a fresh copy.</source>
        <translation>{file} ist kein Vokabular; durch eine frische Kopie ersetzen.</translation>
    </message>
    <message>
        <source>{file} is not a file that can be read; choose a video, a picture or a folder of pictures.</source>
        <translation>{file} ist keine lesbare Datei; ein Video, ein Bild oder einen Ordner mit Bildern wählen.</translation>
    </message>
    <message>
        <source>{file} is not a picture that can be read; choose PNG, JPEG, TIFF, WebP, BMP, DPX or OpenEXR files.</source>
        <translation>{file} ist kein lesbares Bild; PNG, JPEG, TIFF, WebP, BMP, DPX oder OpenEXR wählen.</translation>
    </message>
    <message>
        <source>{file} is not there any more; bring it back or remove the model.</source>
        <translation>{file} ist nicht mehr da; bringen Sie die Datei zurück, oder entfernen Sie das Modell.</translation>
    </message>
    <message>
        <source>{file} is off by {apart:.2g} in {part}</source>
        <translation>{file} weicht um {apart:.2g} ab ({part})</translation>
    </message>
    <message>
        <source>{file} is only a note that stands for the checkpoint (Git LFS); download the file itself.</source>
        <translation>{file} ist nur ein Verweis auf den Checkpoint (Git LFS); die Datei selbst herunterladen.</translation>
    </message>
    <message>
        <source>{file} is too long to hold in memory at {width} × {height}; cut it to {frames} frames.</source>
        <translation>{file} ist bei {width} × {height} zu lang für den Speicher; auf {frames} Bilder kürzen.</translation>
    </message>
    <message>
        <source>{file} is too long to import whole; read at most {most} frames of {width} × {height}.</source>
        <translation>{file} ist zu lang, um ganz importiert zu werden; höchstens {most} Bilder von {width} × {height} lesen.</translation>
    </message>
    <message>
        <source>{file} is {count} frames longer than the layer&apos;s clip; they are left out.</source>
        <translation>{file} ist {count} Bilder länger als der Clip der Ebene; sie fallen weg.</translation>
    </message>
    <message>
        <source>{file} is {found} instead of {wanted}</source>
        <translation>{file} ist {found} statt {wanted}</translation>
    </message>
    <message>
        <source>{file} is {width} × {height} pixels, more than {most} a side; scale it down first.</source>
        <translation>{file} ist {width} × {height} Pixel groß, mehr als {most} je Seite; zuerst verkleinern.</translation>
    </message>
    <message>
        <source>{file} is {width} × {height}, but the sequence began with {first_width} × {first_height}; make all pictures one size.</source>
        <translation>{file} ist {width} × {height}, die Sequenz begann aber mit {first_width} × {first_height}; alle Bilder auf eine Größe bringen.</translation>
    </message>
    <message>
        <source>{file} is {width} × {height}; it {change} at {new_width} × {new_height}.</source>
        <translation>{file} ist {width} × {height}; bei {new_width} × {new_height} gilt: {change}.</translation>
    </message>
    <message>
        <source>{file} lacks one of the two matrices of {told}; use a whole copy.</source>
        <translation>In {file} fehlt eine der beiden Matrizen von {told}; verwenden Sie eine vollständige Kopie.</translation>
    </message>
    <message>
        <source>{file} may be {variants}; name the variant.</source>
        <translation>{file} kann {variants} sein; die Variante nennen.</translation>
    </message>
    <message>
        <source>{file} names no format for export; end it in {endings}, name a folder, or choose a preset.</source>
        <translation>{file} nennt kein Format für den Export; auf {endings} enden lassen, einen Ordner nennen oder eine Vorgabe wählen.</translation>
    </message>
    <message>
        <source>{file} runs at {rate:g} fps and the timeline at {timeline_rate:g}; export both at one rate.</source>
        <translation>{file} läuft mit {rate:g} fps und die Zeitleiste mit {timeline_rate:g}; beide mit einer Rate exportieren.</translation>
    </message>
    <message>
        <source>{file} should end in {suffix} for {preset}; rename it.</source>
        <translation>{file} soll für {preset} auf {suffix} enden; umbenennen.</translation>
    </message>
    <message>
        <source>{file} takes {least:.0f} GiB or more in the project, but {place} has {free:.1f} GiB free; free some space or cut it first.</source>
        <translation>{file} braucht im Projekt {least:.0f} GiB oder mehr, in {place} sind aber {free:.1f} GiB frei; Platz schaffen oder zuerst kürzen.</translation>
    </message>
    <message>
        <source>{file} uses an unknown video codec; convert it to H.264 or ProRes.</source>
        <translation>{file} hat einen unbekannten Videocodec; in H.264 oder ProRes umwandeln.</translation>
    </message>
    <message>
        <source>{file} was made for a model of another size ({told}: {taken} to {given} numbers, here {in_features} to {out_features}); choose one for this model.</source>
        <translation>{file} ist für ein Modell anderer Größe gemacht ({told}: {taken} zu {given} Zahlen, hier {in_features} zu {out_features}); wählen Sie eine für dieses Modell.</translation>
    </message>
    <message>
        <source>{file} was made for another kind of model (it changes {told}); choose a LoRA of CogVideoX-2b or LayerFlow.</source>
        <translation>{file} ist für eine andere Art von Modell gemacht (sie ändert {told}); wählen Sie eine LoRA für CogVideoX-2b oder LayerFlow.</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} und {last}</translation>
    </message>
    <message>
        <source>{first} and {second} have the same number; remove one of them.</source>
        <translation>{first} und {second} haben dieselbe Nummer; eine von beiden entfernen.</translation>
    </message>
    <message>
        <source>{first} or {last}</source>
        <translation>{first} oder {last}</translation>
    </message>
    <message>
        <source>{first}, {rest}</source>
        <translation>{first}, {rest}</translation>
    </message>
    <message>
        <source>{folder} cannot be written ({reason}); choose another place.</source>
        <translation>{folder} kann nicht geschrieben werden ({reason}); einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>{folder} cannot be written to ({reason}); choose a folder that you may change.</source>
        <translation>In {folder} lässt sich nicht schreiben ({reason}); einen Ordner wählen, der sich ändern lässt.</translation>
    </message>
    <message>
        <source>{folder} could not be filled ({reason}); free some space or choose another place.</source>
        <translation>{folder} ließ sich nicht füllen ({reason}); Platz schaffen oder einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>{folder} does not say {what}; save the pipeline again.</source>
        <translation>In {folder} fehlt die Angabe {what}; die Pipeline neu speichern.</translation>
    </message>
    <message>
        <source>{folder} has {free} free, but {needed} are needed; free some space or choose another place.</source>
        <translation>In {folder} sind {free} frei, nötig sind {needed}; Platz schaffen oder einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>{folder} holds no model.toml, so it is not a model folder; choose another.</source>
        <translation>{folder} enthält keine model.toml und ist darum kein Modellordner; einen anderen wählen.</translation>
    </message>
    <message>
        <source>{folder} holds no {file}, so it is not a pipeline folder; choose another.</source>
        <translation>In {folder} liegt keine {file}, es ist also kein Pipeline-Ordner; einen anderen wählen.</translation>
    </message>
    <message>
        <source>{folder} holds no {file}; choose the released folder or the file itself.</source>
        <translation>In {folder} liegt keine {file}; den veröffentlichten Ordner oder die Datei selbst wählen.</translation>
    </message>
    <message>
        <source>{folder} holds no {file}; download the part again, as safetensors.</source>
        <translation>In {folder} liegt keine {file}; den Teil erneut herunterladen, als safetensors.</translation>
    </message>
    <message>
        <source>{folder} is a file; choose another place.</source>
        <translation>{folder} ist eine Datei; einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>{folder} is a pipeline of another kind ({name}); choose a LayerFlow one.</source>
        <translation>{folder} ist eine Pipeline anderer Art ({name}); eine von LayerFlow wählen.</translation>
    </message>
    <message>
        <source>{folder} is there already and not empty; choose another name for the project.</source>
        <translation>{folder} gibt es schon und ist nicht leer; einen anderen Namen für das Projekt wählen.</translation>
    </message>
    <message>
        <source>{folder} is there already; remove it or choose another place.</source>
        <translation>{folder} gibt es schon; entfernen oder einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>{folder} lacks the folder {name}; choose a whole pipeline folder.</source>
        <translation>In {folder} fehlt der Ordner {name}; einen vollständigen Pipeline-Ordner wählen.</translation>
    </message>
    <message>
        <source>{folder} lacks {file}; download it again.</source>
        <translation>In {folder} fehlt {file}; bitte erneut herunterladen.</translation>
    </message>
    <message>
        <source>{fps:g} fps does not go evenly into {rate:g} fps; choose a multiple such as {multiple:g}, or {fps:g} itself.</source>
        <translation>{fps:g} fps gehen nicht gleichmäßig in {rate:g} fps auf; ein Vielfaches wie {multiple:g} wählen oder {fps:g} selbst.</translation>
    </message>
    <message>
        <source>{fps:g} fps does not go evenly into {rate:g} fps; hand over at a multiple of it.</source>
        <translation>{fps:g} fps gehen nicht gleichmäßig in {rate:g} fps auf; mit einem Vielfachen davon übergeben.</translation>
    </message>
    <message>
        <source>{host} did not give out {what}; {why}.</source>
        <translation>{host} gab {what} nicht heraus; {why}.</translation>
    </message>
    <message>
        <source>{host} does not answer ({problem}); check the connection, or name a mirror in HF_ENDPOINT.</source>
        <translation>{host} antwortet nicht ({problem}); prüfen Sie die Verbindung, oder nennen Sie einen Spiegel in HF_ENDPOINT.</translation>
    </message>
    <message>
        <source>{layer} edited elsewhere: {file}</source>
        <translation>{layer}, anderswo bearbeitet: {file}</translation>
    </message>
    <message>
        <source>{log} has the details</source>
        <translation>Näheres steht in {log}</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} bis {high}</translation>
    </message>
    <message>
        <source>{model} cannot work from the layers given ({given}); lock others.</source>
        <translation>{model} kann nicht aus den gegebenen Ebenen arbeiten ({given}); andere sperren.</translation>
    </message>
    <message>
        <source>{model} has an autoencoder and a text encoder of its own, which diffusers does not know; choose a model made of CogVideoX-2b&apos;s parts.</source>
        <translation>{model} hat einen eigenen Autoencoder und Textencoder, die diffusers nicht kennt; ein Modell aus Teilen von CogVideoX-2b wählen.</translation>
    </message>
    <message>
        <source>{model} has no adapter {name!r} (it has: {known}); take it off the list.</source>
        <translation>{model} hat keinen Adapter {name!r} (vorhanden: {known}); ihn von der Liste nehmen.</translation>
    </message>
    <message>
        <source>{model} has other weights than the request was made for; build it again.</source>
        <translation>{model} hat andere Gewichte, als der Auftrag verlangt; ihn neu machen.</translation>
    </message>
    <message>
        <source>{model} lacks {files}; put the files into {folder}.</source>
        <translation>{model} fehlt {files}; die Dateien nach {folder} legen.</translation>
    </message>
    <message>
        <source>{model} needs about {card:.1f} GB on the graphics card and {need:.1f} GB of memory at least (plan {plan}), and {card_there:.1f} GB and {there:.1f} GB are free; close other programs or use a smaller model.</source>
        <translation>{model} braucht mindestens etwa {card:.1f} GB auf der Grafikkarte und {need:.1f} GB Arbeitsspeicher (Plan {plan}), und {card_there:.1f} GB und {there:.1f} GB sind frei; andere Programme schließen oder ein kleineres Modell nehmen.</translation>
    </message>
    <message>
        <source>{model} needs about {need:.1f} GB of memory at least, and {there:.1f} GB are free; close other programs or use a smaller model.</source>
        <translation>{model} braucht mindestens etwa {need:.1f} GB Arbeitsspeicher, und {there:.1f} GB sind frei; andere Programme schließen oder ein kleineres Modell nehmen.</translation>
    </message>
    <message>
        <source>{name!r} cannot be the name of a LoRA; give another one.</source>
        <translation>{name!r} kann nicht der Name einer LoRA sein; geben Sie einen anderen an.</translation>
    </message>
    <message>
        <source>{name} has numbers too large for {format}; convert to bfloat16 or float32.</source>
        <translation>{name} enthält Zahlen, die für {format} zu groß sind; in bfloat16 oder float32 umwandeln.</translation>
    </message>
    <message>
        <source>{name} holds numbers that are not finite; download the checkpoint again.</source>
        <translation>{name} enthält Zahlen, die nicht endlich sind; den Checkpoint erneut herunterladen.</translation>
    </message>
    <message>
        <source>{name} lies in {parent}, where models are looked for; delete its folder yourself, or take that place off the list in the preferences.</source>
        <translation>{name} liegt in {parent}, wo nach Modellen gesucht wird; löschen Sie den Ordner selbst, oder nehmen Sie den Ort in den Einstellungen von der Liste.</translation>
    </message>
    <message>
        <source>{name} needs {need} more in {folder}, and {free} are free; free {lack}, or choose another folder for models.</source>
        <translation>{name} braucht noch {need} in {folder}, und {free} sind frei; geben Sie {lack} frei, oder wählen Sie einen anderen Ordner für Modelle.</translation>
    </message>
    <message>
        <source>{name} on {host} holds no {lacking}; see {home} for what became of it.</source>
        <translation>{name} auf {host} enthält {lacking} nicht; sehen Sie unter {home} nach, was daraus geworden ist.</translation>
    </message>
    <message>
        <source>{parent} cannot be made ({reason}); check its permissions.</source>
        <translation>{parent} kann nicht angelegt werden ({reason}); prüfen Sie die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>{parts} cannot be found on {host}; see {home}, or log in with `hf auth login` if it asks for that.</source>
        <translation>{parts} ist auf {host} nicht zu finden; sehen Sie unter {home} nach, oder melden Sie sich mit `hf auth login` an, wenn das verlangt wird.</translation>
    </message>
    <message>
        <source>{path} cannot be replaced; name a file or folder in it.</source>
        <translation>{path} kann nicht ersetzt werden; eine Datei oder einen Ordner darin angeben.</translation>
    </message>
    <message>
        <source>{path} does not exist; check the name or choose another folder.</source>
        <translation>{path} gibt es nicht; prüfen Sie den Namen, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} holds no LoRA; choose a file in the format of peft or diffusers.</source>
        <translation>{path} enthält keine LoRA; wählen Sie eine Datei im Format von peft oder diffusers.</translation>
    </message>
    <message>
        <source>{path} is a DoRA, which is not supported; choose a plain LoRA.</source>
        <translation>{path} ist eine DoRA, die nicht unterstützt wird; wählen Sie eine einfache LoRA.</translation>
    </message>
    <message>
        <source>{path} is cut short; use a whole copy.</source>
        <translation>{path} ist abgeschnitten; verwenden Sie eine vollständige Kopie.</translation>
    </message>
    <message>
        <source>{path} is longer than {host} announced, so it was dropped; download it again, perhaps from another mirror.</source>
        <translation>{path} ist länger, als {host} angekündigt hat, und wurde verworfen; laden Sie es erneut herunter, vielleicht von einem anderen Spiegel.</translation>
    </message>
    <message>
        <source>{path} is no LoRA file ({what}); choose one in the format of peft or diffusers.</source>
        <translation>{path} ist keine LoRA-Datei ({what}); wählen Sie eine im Format von peft oder diffusers.</translation>
    </message>
    <message>
        <source>{path} is no model: it holds neither a {file} nor a LayerFlow checkpoint; choose another.</source>
        <translation>{path} ist kein Modell: Weder eine {file} noch ein LayerFlow-Checkpoint ist darin; wählen Sie etwas anderes.</translation>
    </message>
    <message>
        <source>{path} is no safetensors file; choose a LoRA in the format of peft or diffusers.</source>
        <translation>{path} ist keine safetensors-Datei; wählen Sie eine LoRA im Format von peft oder diffusers.</translation>
    </message>
    <message>
        <source>{path} is no whole safetensors file; use a fresh copy.</source>
        <translation>{path} ist keine vollständige safetensors-Datei; verwenden Sie eine neue Kopie.</translation>
    </message>
    <message>
        <source>{path} is not a plain LoRA (it has {key}); choose a file with low-rank matrices only.</source>
        <translation>{path} ist keine einfache LoRA (sie enthält {key}); wählen Sie eine Datei nur mit Matrizen niedrigen Rangs.</translation>
    </message>
    <message>
        <source>{path} is not there; export the layer&apos;s movie before its timeline.</source>
        <translation>{path} ist nicht da; den Film der Ebene vor ihrer Zeitleiste exportieren.</translation>
    </message>
    <message>
        <source>{path} lacks or misstates something ({error}); restore the file that came with the model.</source>
        <translation>In {path} fehlt etwas oder ist falsch ({error}); die Datei zurückholen, die zum Modell gehört.</translation>
    </message>
    <message>
        <source>{path} lies outside {folder}; export media into the folder of a portable hand-off.</source>
        <translation>{path} liegt außerhalb von {folder}; Medien in den Ordner einer beweglichen Übergabe exportieren.</translation>
    </message>
    <message>
        <source>{place} arrived damaged (its hash is not the announced one) and was dropped; download it again, perhaps from another mirror.</source>
        <translation>{place} kam beschädigt an (der Hash ist nicht der angekündigte) und wurde verworfen; laden Sie es erneut herunter, vielleicht von einem anderen Spiegel.</translation>
    </message>
    <message>
        <source>{place} cannot be removed ({reason}); check its permissions.</source>
        <translation>{place} kann nicht entfernt werden ({reason}); prüfen Sie die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>{place} cannot be written to ({reason}); choose another folder.</source>
        <translation>In {place} kann nicht geschrieben werden ({reason}); wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{place} has a text encoder of width {width}, where the checkpoint reads {wanted}; choose a folder with CogVideoX-2b&apos;s parts.</source>
        <translation>{place} hat einen Textencoder der Breite {width}, der Checkpoint liest aber {wanted}; einen Ordner mit den Teilen von CogVideoX-2b wählen.</translation>
    </message>
    <message>
        <source>{place} has an autoencoder that does not pool 4 frames; choose CogVideoX-2b&apos;s.</source>
        <translation>Der Autoencoder in {place} fasst nicht 4 Bilder zusammen; den von CogVideoX-2b wählen.</translation>
    </message>
    <message>
        <source>{place} has another autoencoder (CogVideoX&apos;s with {channels} channels is needed); choose a folder with CogVideoX-2b&apos;s parts.</source>
        <translation>{place} hat einen anderen Autoencoder (nötig ist der von CogVideoX mit {channels} Kanälen); einen Ordner mit den Teilen von CogVideoX-2b wählen.</translation>
    </message>
    <message>
        <source>{place} is there already; remove the model {entry} first.</source>
        <translation>{place} gibt es schon; entfernen Sie zuerst das Modell {entry}.</translation>
    </message>
    <message>
        <source>{place} is there already; remove the model {model} first.</source>
        <translation>{place} gibt es schon; entfernen Sie zuerst das Modell {model}.</translation>
    </message>
    <message>
        <source>{preset} cannot be written on this machine ({reason}).</source>
        <translation>{preset} kann auf diesem Rechner nicht geschrieben werden ({reason}).</translation>
    </message>
    <message>
        <source>{preset} cannot be written on this machine: {reason}</source>
        <translation>{preset} kann auf diesem Rechner nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
        <source>{preset} is not a film; make it from a document.</source>
        <translation>{preset} ist kein Film; aus einem Dokument machen.</translation>
    </message>
    <message>
        <source>{preset} needs the package {package}, which is not installed.</source>
        <translation>{preset} braucht das Paket {package}, das nicht installiert ist.</translation>
    </message>
    <message>
        <source>{preset} needs the {role} beside the blend; choose another preset.</source>
        <translation>{preset} braucht neben der Szene noch etwas ({role}); eine andere Vorgabe wählen.</translation>
    </message>
    <message>
        <source>{project} is being opened by another window; try again in a moment.</source>
        <translation>{project} wird gerade von einem anderen Fenster geöffnet; gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>{project} is open in another window (process {pid}{where}); close it there first.</source>
        <translation>{project} ist in einem anderen Fenster offen (Prozess {pid}{where}); zuerst dort schließen.</translation>
    </message>
    <message>
        <source>{promise} The clips are upscaled to {width} × {height}.</source>
        <translation>{promise} Die Clips werden auf {width} × {height} hochskaliert.</translation>
    </message>
    <message>
        <source>{rate} is no frame rate; give a number above zero.</source>
        <translation>{rate} ist keine Bildrate; eine Zahl über null angeben.</translation>
    </message>
    <message>
        <source>{repository} names a file outside of itself ({path}); do not use this hub.</source>
        <translation>{repository} nennt eine Datei außerhalb seiner selbst ({path}); benutzen Sie diesen Hub nicht.</translation>
    </message>
    <message>
        <source>{role} of layer {layer}</source>
        <translation>{role} von {layer}</translation>
    </message>
    <message>
        <source>{some} and {count} more</source>
        <translation>{some} und {count} weitere</translation>
    </message>
    <message>
        <source>{state} came with the program and stays; remove others instead.</source>
        <translation>{state} kam mit dem Programm und bleibt; entfernen Sie stattdessen andere.</translation>
    </message>
    <message>
        <source>{state} is in use; choose another model for the project first, then remove it.</source>
        <translation>{state} wird verwendet; wählen Sie zuerst ein anderes Modell für das Projekt, dann entfernen Sie es.</translation>
    </message>
    <message>
        <source>{state} is not on this machine, so there is nothing to remove.</source>
        <translation>{state} ist nicht auf diesem Rechner; es gibt nichts zu entfernen.</translation>
    </message>
    <message>
        <source>{take!r} cannot name a take; use letters, digits and hyphens.</source>
        <translation>{take!r} kann keinen Take benennen; Buchstaben, Ziffern und Bindestriche nehmen.</translation>
    </message>
    <message>
        <source>{text!r} is not a frame rate; write it like 24 or 24000/1001.</source>
        <translation>{text!r} ist keine Bildrate; sie wie 24 oder 24000/1001 schreiben.</translation>
    </message>
    <message>
        <source>{text!r} is not a timecode; write it like 00:00:01:12.</source>
        <translation>{text!r} ist kein Timecode; ihn wie 00:00:01:12 schreiben.</translation>
    </message>
    <message>
        <source>{text} does not exist in drop-frame timecode; try frame {skipped} of that second.</source>
        <translation>{text} gibt es im Drop-Frame-Timecode nicht; Bild {skipped} dieser Sekunde versuchen.</translation>
    </message>
    <message>
        <source>{text} has frame {part}, but a second has {rate} frames; give 0 to {last}.</source>
        <translation>{text} nennt Bild {part}, eine Sekunde hat aber {rate} Bilder; 0 bis {last} angeben.</translation>
    </message>
    <message>
        <source>{title} cannot be {shown}; choose something like {example}.</source>
        <translation>{title} kann nicht {shown} sein; etwas wie {example} wählen.</translation>
    </message>
    <message>
        <source>{title} cannot be {shown}; choose {allowed}.</source>
        <translation>{title} kann nicht {shown} sein; {allowed} wählen.</translation>
    </message>
    <message>
        <source>{title} has no option {name!r}; it takes {names}.</source>
        <translation>{title} hat keine Einstellung {name!r}; möglich sind {names}.</translation>
    </message>
    <message>
        <source>{what} is not on this machine, and {variable} forbids fetching it; unset it, or bring the files in by hand.</source>
        <translation>{what} ist nicht auf diesem Rechner, und {variable} verbietet das Herunterladen; heben Sie das auf, oder bringen Sie die Dateien von Hand.</translation>
    </message>
    <message>
        <source>{width} x {height} x {frames} frames is an empty clip; give sizes from 1 on.</source>
        <translation>{width} x {height} x {frames} Bilder sind ein leerer Clip; Größen ab 1 angeben.</translation>
    </message>
    <message>
        <source>{width} × {height} is no picture size; use numbers from 1 up.</source>
        <translation>{width} × {height} ist keine Bildgröße; Zahlen ab 1 angeben.</translation>
    </message>
    <message>
        <source>Every layer is locked, so there is nothing to make; unlock at least one.</source>
        <translation>Jede Ebene ist gesperrt, es gibt nichts zu machen; mindestens eine entsperren.</translation>
    </message>
    <message>
        <source>{model} cannot work from a locked {kept} alone; lock other layers.</source>
        <translation>{model} kann nicht allein aus Gesperrtem arbeiten ({kept}); andere Ebenen sperren.</translation>
    </message>
    <message>
        <source>Write what the foreground or the background shows, then generate.</source>
        <translation>Beschreiben, was Vordergrund oder Hintergrund zeigt, dann generieren.</translation>
    </message>
    <message>
        <source>Frame {first} is not in the clip of layer {layer!r}; choose one up to {last}.</source>
        <translation>Bild {first} ist nicht im Clip der Ebene {layer!r}; eines bis {last} wählen.</translation>
    </message>
    <message>
        <source>Memory plan {plan}: about {card:.1f} GB on the graphics card, where {card_there:.1f} GB are free, and {need:.1f} GB of memory of {there:.1f} GB.</source>
        <translation>Speicherplan {plan}: etwa {card:.1f} GB auf der Grafikkarte, wo {card_there:.1f} GB frei sind, und {need:.1f} von {there:.1f} GB Arbeitsspeicher.</translation>
    </message>
    <message>
        <source>Memory plan {plan}: about {need:.1f} GB of memory; {there:.1f} GB are free.</source>
        <translation>Speicherplan {plan}: etwa {need:.1f} GB Arbeitsspeicher; {there:.1f} GB sind frei.</translation>
    </message>
    <message>
        <source>Memory ran out at the stage &apos;{stage}&apos;, which needs about {need:.1f} GB with the memory plan {plan} and had {there:.1f} GB; close other programs or choose the plan {smaller}.</source>
        <translation>Im Abschnitt „{stage}“ ist der Speicher ausgegangen: Mit dem Speicherplan {plan} braucht er etwa {need:.1f} GB, da waren {there:.1f} GB; andere Programme schließen oder den Plan {smaller} wählen.</translation>
    </message>
    <message>
        <source>Memory ran out at the stage &apos;{stage}&apos;, which needs about {need:.1f} GB with the memory plan {plan} and had {there:.1f} GB; close other programs or use a smaller model.</source>
        <translation>Im Abschnitt „{stage}“ ist der Speicher ausgegangen: Mit dem Speicherplan {plan} braucht er etwa {need:.1f} GB, da waren {there:.1f} GB; andere Programme schließen oder ein kleineres Modell nehmen.</translation>
    </message>
    <message>
        <source>Requests run together need the same size, sampling, adapters and given layers; run them singly.</source>
        <translation>Gemeinsame Läufe brauchen gleiche Größe, gleiches Sampling, gleiche Adapter und gleiche gegebene Ebenen; einzeln laufen lassen.</translation>
    </message>
    <message>
        <source>The layer to re-roll is not there any more; select another.</source>
        <translation>Die Ebene, die neu gewürfelt werden soll, gibt es nicht mehr; eine andere auswählen.</translation>
    </message>
    <message>
        <source>{file} has more than {most} frames; cut it first.</source>
        <translation>{file} hat mehr als {most} Bilder; zuerst kürzen.</translation>
    </message>
    <message>
        <source>{file} has {frames} frames, more than {most}; cut it first.</source>
        <translation>{file} hat {frames} Bilder, mehr als {most}; zuerst kürzen.</translation>
    </message>
    <message>
        <source>{file} is damaged or unlike the pictures before it; export it again.</source>
        <translation>{file} ist beschädigt oder anders als die Bilder davor; noch einmal exportieren.</translation>
    </message>
    <message>
        <source>{model} makes {sizes}, {frames} frames, not {wanted}; use its size.</source>
        <translation>{model} macht {sizes}, {frames} Bilder, nicht {wanted}; diese Größe nehmen.</translation>
    </message>
    <message>
        <source>{model} may not know what this {role} prompt asks; it knows {phrases}.</source>
        <translation>{model} kennt vielleicht nicht, was dieser Prompt verlangt ({role}); bekannt sind {phrases}.</translation>
    </message>
    <message>
        <source>{model} samples in at most {most} steps, not {steps}; use fewer.</source>
        <translation>{model} sampelt in höchstens {most} Schritten, nicht {steps}; weniger nehmen.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({error}); restore the file that came with the model.</source>
        <translation>{path} ist nicht lesbar ({error}); die Datei zurückholen, die zum Modell gehört.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); check its permissions.</source>
        <translation>{path} ist nicht lesbar ({reason}); die Rechte prüfen.</translation>
    </message>
    <message>
        <source>{path} cannot be read; replace it with a fresh copy.</source>
        <translation>{path} ist nicht lesbar; durch eine frische Kopie ersetzen.</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}); free some space or choose another place.</source>
        <translation>{path} kann nicht geschrieben werden ({reason}); Platz schaffen oder einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>{path} holds several projects ({names}); name one of them.</source>
        <translation>{path} enthält mehrere Projekte ({names}); eines davon nennen.</translation>
    </message>
    <message>
        <source>{path} is damaged (its hash differs); replace it with a fresh copy.</source>
        <translation>{path} ist beschädigt (die Prüfsumme weicht ab); durch eine frische Kopie ersetzen.</translation>
    </message>
    <message>
        <source>{path} is not a project; choose a folder that holds {file}.</source>
        <translation>{path} ist kein Projekt; einen Ordner mit einer {file} wählen.</translation>
    </message>
    <message>
        <source>{path} does not exist; check the name or choose another file.</source>
        <translation>{path} gibt es nicht; den Namen prüfen oder eine andere Datei wählen.</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>&lt;b&gt;LayerFlow Studio {version}&lt;/b&gt;&lt;br&gt;Layered video from prompts, on your own machine.&lt;br&gt;Apache-2.0. Built on PySide6, PyTorch, diffusers, PyAV and OpenCV.</source>
        <translation>&lt;b&gt;LayerFlow Studio {version}&lt;/b&gt;&lt;br&gt;Video in Ebenen aus Prompts, auf dem eigenen Rechner.&lt;br&gt;Apache-2.0. Gebaut mit PySide6, PyTorch, diffusers, PyAV und OpenCV.</translation>
    </message>
    <message>
        <source>About LayerFlow Studio</source>
        <translation>Über LayerFlow Studio</translation>
    </message>
    <message>
        <source>Throw {name} away? Its takes and clips are removed from the disk for good.</source>
        <translation>{name} wegwerfen? Takes und Clips werden endgültig von der Platte gelöscht.</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>Wegwerfen</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>{name} is open already.</source>
        <translation>{name} ist schon offen.</translation>
    </message>
    <message>
        <source>{name} was not saved before the program ended. Bring the changes back?</source>
        <translation>{name} war nicht gespeichert, als das Programm endete. Die Änderungen zurückholen?</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>Bring unsaved changes back</source>
        <translation>Ungespeicherte Änderungen zurückholen</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>{name} gespeichert.</translation>
    </message>
    <message>
        <source>A job still works on this project; cancel it or let it end, then save again.</source>
        <translation>Ein Job arbeitet noch an diesem Projekt; ihn abbrechen oder enden lassen, dann noch einmal speichern.</translation>
    </message>
    <message>
        <source>Save the project as</source>
        <translation>Projekt speichern unter</translation>
    </message>
    <message>
        <source>Copying the project to {folder}…</source>
        <translation>Das Projekt wird nach {folder} kopiert…</translation>
    </message>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>Änderungen an {name} speichern?</translation>
    </message>
</context>
<context>
    <name>StackHead</name>
    <message>
        <source>Add a layer</source>
        <translation>Eine Ebene hinzufügen</translation>
    </message>
    <message>
        <source>1 layer</source>
        <translation>1 Ebene</translation>
    </message>
    <message>
        <source>{count} layers</source>
        <translation>{count} Ebenen</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Start page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Model of a new project</source>
        <translation>Modell für ein neues Projekt</translation>
    </message>
    <message>
        <source>Projects that you save will be listed here.</source>
        <translation>Hier stehen später die gespeicherten Projekte.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>{width} × {height}, {frames} frames at {rate} fps, with {model}</source>
        <translation>{width} × {height}, {frames} Bilder bei {rate} fps, mit {model}</translation>
    </message>
    <message>
        <source>There is no model yet; obtain one or import it below.</source>
        <translation>Es gibt noch kein Modell; beschaffen oder importieren Sie unten eines.</translation>
    </message>
    <message>
        <source>A finished shot with takes to play, compare and change.</source>
        <translation>Eine fertige Einstellung mit Takes zum Abspielen, Vergleichen und Ändern.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Choose a project folder, or drop one on this window.</source>
        <translation>Einen Projektordner wählen oder auf dieses Fenster ziehen.</translation>
    </message>
    <message>
        <source>Leave the start page</source>
        <translation>Startseite verlassen</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt verwendete Projekte</translation>
    </message>
    <message>
        <source>Three steps to a layered shot</source>
        <translation>In drei Schritten zur Einstellung in Ebenen</translation>
    </message>
    <message>
        <source>Layered video from prompts, on your own machine.</source>
        <translation>Video in Ebenen aus Prompts, auf dem eigenen Rechner.</translation>
    </message>
    <message>
        <source>Describe</source>
        <translation>Beschreiben</translation>
    </message>
    <message>
        <source>Say on the left what foreground, background and scene show.</source>
        <translation>Links steht, was Vordergrund, Hintergrund und Szene zeigen.</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Generieren</translation>
    </message>
    <message>
        <source>Every run is a take. Lock what you like and re-roll the rest.</source>
        <translation>Jeder Lauf ist ein Take. Gutes sperren, den Rest neu würfeln.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Layers leave with real alpha, decoded again and checked.</source>
        <translation>Ebenen gehen mit echtem Alpha hinaus, neu dekodiert und geprüft.</translation>
    </message>
    <message>
        <source>The published LayerFlow weights (CogVideoX-2B) want a graphics card. The list of models obtains them, or takes in what is on this machine already.</source>
        <translation>Die veröffentlichten LayerFlow-Gewichte (CogVideoX-2B) verlangen eine Grafikkarte. Die Liste der Modelle beschafft sie oder nimmt auf, was schon auf diesem Rechner ist.</translation>
    </message>
    <message>
        <source>{processor}, {cores} cores, {memory} GB memory</source>
        <translation>{processor}, {cores} Kerne, {memory} GB Speicher</translation>
    </message>
    <message>
        <source>This machine: {facts}, {cards}. What computes is chosen at the first run.</source>
        <translation>Dieser Rechner: {facts}, {cards}. Womit gerechnet wird, entscheidet sich beim ersten Lauf.</translation>
    </message>
    <message>
        <source>This machine: {facts}, no CUDA card found. What computes is chosen at the first run.</source>
        <translation>Dieser Rechner: {facts}, keine CUDA-Karte gefunden. Womit gerechnet wird, entscheidet sich beim ersten Lauf.</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Hide {layers}</source>
        <translation>{layers} ausblenden</translation>
    </message>
    <message>
        <source>Show {layers}</source>
        <translation>{layers} einblenden</translation>
    </message>
    <message>
        <source>End solo of {layers}</source>
        <translation>Solo von {layers} beenden</translation>
    </message>
    <message>
        <source>Solo {layers}</source>
        <translation>Solo für {layers}</translation>
    </message>
    <message>
        <source>Unlock {layers}</source>
        <translation>{layers} entsperren</translation>
    </message>
    <message>
        <source>Lock {layers}</source>
        <translation>{layers} sperren</translation>
    </message>
    <message>
        <source>Restack {layers}</source>
        <translation>{layers} umordnen</translation>
    </message>
    <message>
        <source>Label {layers}</source>
        <translation>{layers} etikettieren</translation>
    </message>
    <message>
        <source>Make {role}</source>
        <translation>Zu {role} machen</translation>
    </message>
    <message>
        <source>Past the end of {layers}</source>
        <translation>Nach dem Ende von {layers}</translation>
    </message>
    <message>
        <source>Frame blending of {layers}</source>
        <translation>Bildmischung von {layers}</translation>
    </message>
    <message>
        <source>Speed of {layers}</source>
        <translation>Geschwindigkeit von {layers}</translation>
    </message>
    <message>
        <source>Move layer on the canvas</source>
        <translation>Ebene auf der Fläche verschieben</translation>
    </message>
    <message>
        <source>Scale layer</source>
        <translation>Ebene skalieren</translation>
    </message>
    <message>
        <source>Rotate layer</source>
        <translation>Ebene drehen</translation>
    </message>
    <message>
        <source>Set anchor</source>
        <translation>Ankerpunkt setzen</translation>
    </message>
    <message>
        <source>Add key</source>
        <translation>Keyframe setzen</translation>
    </message>
    <message>
        <source>Add {count} keys</source>
        <translation>{count} Keyframes setzen</translation>
    </message>
    <message>
        <source>Move key</source>
        <translation>Keyframe verschieben</translation>
    </message>
    <message>
        <source>Move {count} keys</source>
        <translation>{count} Keyframes verschieben</translation>
    </message>
    <message>
        <source>Delete key</source>
        <translation>Keyframe löschen</translation>
    </message>
    <message>
        <source>Delete {count} keys</source>
        <translation>{count} Keyframes löschen</translation>
    </message>
    <message>
        <source>Cut key</source>
        <translation>Keyframe ausschneiden</translation>
    </message>
    <message>
        <source>Cut {count} keys</source>
        <translation>{count} Keyframes ausschneiden</translation>
    </message>
    <message>
        <source>Paste key</source>
        <translation>Keyframe einfügen</translation>
    </message>
    <message>
        <source>Paste {count} keys</source>
        <translation>{count} Keyframes einfügen</translation>
    </message>
    <message>
        <source>Delete keys of {property}</source>
        <translation>Keyframes von {property} löschen</translation>
    </message>
    <message>
        <source>Change interpolation</source>
        <translation>Interpolation ändern</translation>
    </message>
</context>
<context>
    <name>Stills</name>
    <message>
        <source>Frame {frame} is on the clipboard, with its alpha.</source>
        <translation>Bild {frame} liegt mit Alphakanal in der Zwischenablage.</translation>
    </message>
    <message>
        <source>{project} frame {frame}</source>
        <translation>{project} Bild {frame}</translation>
    </message>
    <message>
        <source>Save the frame as</source>
        <translation>Bild speichern unter</translation>
    </message>
    <message>
        <source>Saved frame {frame} as {file}.</source>
        <translation>Bild {frame} als {file} gespeichert.</translation>
    </message>
</context>
<context>
    <name>TakeCommands</name>
    <message>
        <source>Select a foreground, background or scene layer to show this take on.</source>
        <translation>Zuerst eine Vordergrund-, Hintergrund- oder Szenenebene auswählen, auf der dieser Take erscheinen soll.</translation>
    </message>
    <message>
        <source>Choose take {take}</source>
        <translation>Take {take} wählen</translation>
    </message>
    <message>
        <source>{foreground} over {background}</source>
        <translation>{foreground} über {background}</translation>
    </message>
    <message>
        <source>Use prompts of {take}</source>
        <translation>Prompts von {take} übernehmen</translation>
    </message>
    <message>
        <source>Use seed of {take}</source>
        <translation>Seed von {take} übernehmen</translation>
    </message>
    <message>
        <source>Use settings of {take}</source>
        <translation>Einstellungen von {take} übernehmen</translation>
    </message>
    <message>
        <source>{model} is not installed, so the model and its adapters stay as they are.</source>
        <translation>{model} ist nicht installiert; Modell und Adapter bleiben daher, wie sie sind.</translation>
    </message>
    <message>
        <source>Rate take {take}</source>
        <translation>Take {take} bewerten</translation>
    </message>
    <message>
        <source>Rate {count} takes</source>
        <translation>{count} Takes bewerten</translation>
    </message>
    <message>
        <source>Note on take {take}</source>
        <translation>Notiz zu Take {take}</translation>
    </message>
    <message>
        <source>Unpin take {take}</source>
        <translation>Take {take} lösen</translation>
    </message>
    <message>
        <source>Unpin {count} takes</source>
        <translation>{count} Takes lösen</translation>
    </message>
    <message>
        <source>Pin take {take}</source>
        <translation>Take {take} anheften</translation>
    </message>
    <message>
        <source>Pin {count} takes</source>
        <translation>{count} Takes anheften</translation>
    </message>
    <message>
        <source>Trash take {take}</source>
        <translation>Take {take} in den Papierkorb legen</translation>
    </message>
    <message>
        <source>Trash {count} takes</source>
        <translation>{count} Takes in den Papierkorb legen</translation>
    </message>
    <message>
        <source>{take} is in the trash; its pictures are kept until that is emptied.</source>
        <translation>{take} liegt im Papierkorb; seine Bilder bleiben, bis dieser geleert wird.</translation>
    </message>
    <message>
        <source>{count} takes are in the trash; their pictures are kept until that is emptied.</source>
        <translation>{count} Takes liegen im Papierkorb; ihre Bilder bleiben, bis dieser geleert wird.</translation>
    </message>
    <message>
        <source>Restore take {take}</source>
        <translation>Take {take} wiederherstellen</translation>
    </message>
    <message>
        <source>Restore {count} takes</source>
        <translation>{count} Takes wiederherstellen</translation>
    </message>
    <message>
        <source>Every take in the trash is pinned or still used, so there is nothing to delete.</source>
        <translation>Jeder Take im Papierkorb ist angeheftet oder noch in Gebrauch; es gibt nichts zu löschen.</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>Der Papierkorb ist leer.</translation>
    </message>
    <message>
        <source>Delete {takes} for good and free {size} MB?</source>
        <translation>{takes} endgültig löschen und {size} MB freigeben?</translation>
    </message>
    <message>
        <source>What is pinned or used stays ({count}).</source>
        <translation>Angeheftetes und Benutztes bleibt ({count}).</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>Papierkorb leeren</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>A run is under way; cancel it or let it end, then empty the trash again.</source>
        <translation>Ein Lauf ist im Gange; ihn abbrechen oder enden lassen, dann den Papierkorb erneut leeren.</translation>
    </message>
    <message>
        <source>Deleted {takes} and freed {size} MB.</source>
        <translation>{takes} gelöscht und {size} MB freigegeben.</translation>
    </message>
    <message>
        <source>1 take</source>
        <translation>1 Take</translation>
    </message>
    <message>
        <source>{count} takes</source>
        <translation>{count} Takes</translation>
    </message>
    <message>
        <source>Copied {take}.</source>
        <translation>{take} kopiert.</translation>
    </message>
    <message>
        <source>Save the request</source>
        <translation>Anfrage speichern</translation>
    </message>
    <message>
        <source>Saved {file}.</source>
        <translation>{file} gespeichert.</translation>
    </message>
    <message>
        <source>Take {number}</source>
        <translation>Take {number}</translation>
    </message>
</context>
<context>
    <name>TakeDelegate</name>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
</context>
<context>
    <name>TakeDetails</name>
    <message>
        <source>Rate {count} of 5</source>
        <translation>Mit {count} von 5 bewerten</translation>
    </message>
    <message>
        <source>Note on the take</source>
        <translation>Notiz zum Take</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>The take in full</source>
        <translation>Der Take vollständig</translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message>
        <source>made {made}</source>
        <translation>gemacht: {made}</translation>
    </message>
    <message>
        <source>made {made}, kept {kept}</source>
        <translation>gemacht: {made}; behalten: {kept}</translation>
    </message>
    <message>
        <source>seed {seed}, {steps} steps, {duration} on {device}</source>
        <translation>Seed {seed}, {steps} Schritte, {duration} auf {device}</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exakt</translation>
    </message>
    <message>
        <source>not in {role}</source>
        <translation>nicht in {role}</translation>
    </message>
    <message>
        <source>over</source>
        <translation>über</translation>
    </message>
    <message>
        <source> given</source>
        <translation> gegeben</translation>
    </message>
    <message>
        <source>compared</source>
        <translation>verglichen</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>adapters</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>recomposition</source>
        <translation>Rekomposition</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>{sampler}, {steps} steps, guidance {guidance}, rising during the run</source>
        <translation>{sampler}, {steps} Schritte, Guidance {guidance}, steigend während des Laufs</translation>
    </message>
    <message>
        <source>{sampler}, {steps} steps, guidance {guidance}</source>
        <translation>{sampler}, {steps} Schritte, Guidance {guidance}</translation>
    </message>
    <message>
        <source>{sampling}; {guided} of the steps guided</source>
        <translation>{sampling}; {guided} der Schritte geführt</translation>
    </message>
    <message>
        <source>{device}, {dtype}, {duration}</source>
        <translation>{device}, {dtype}, {duration}</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>made on</source>
        <translation>gemacht auf</translation>
    </message>
    <message>
        <source>build</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>made at</source>
        <translation>gemacht am</translation>
    </message>
</context>
<context>
    <name>TakesGrid</name>
    <message>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
</context>
<context>
    <name>TakesModel</name>
    <message>
        <source>Take {number}</source>
        <translation>Take {number}</translation>
    </message>
</context>
<context>
    <name>TakesPanel</name>
    <message>
        <source>Show takes by layer</source>
        <translation>Takes nach Ebene zeigen</translation>
    </message>
    <message>
        <source>Every run adds a take here.
None is ever overwritten.</source>
        <translation>Jeder Lauf fügt hier einen Take hinzu.
Keiner wird je überschrieben.</translation>
    </message>
    <message>
        <source>1 take</source>
        <translation>1 Take</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>Search takes</source>
        <translation>Takes durchsuchen</translation>
    </message>
    <message>
        <source>Search: fox  rating&gt;=3  seed:4711  is:pinned</source>
        <translation>Suchen: fox  rating&gt;=3  seed:4711  is:pinned</translation>
    </message>
    <message>
        <source>Order of the takes</source>
        <translation>Reihenfolge der Takes</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Best rated first</source>
        <translation>Beste Bewertung</translation>
    </message>
    <message>
        <source>Best recomposition first</source>
        <translation>Beste Rekomposition</translation>
    </message>
    <message>
        <source>Show what lies in the trash</source>
        <translation>Zeigen, was im Papierkorb liegt</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>Papierkorb leeren</translation>
    </message>
    <message>
        <source>{count} takes</source>
        <translation>{count} Takes</translation>
    </message>
    <message>
        <source>{takes} in the trash</source>
        <translation>{takes} im Papierkorb</translation>
    </message>
    <message>
        <source>{takes}, {count} selected</source>
        <translation>{takes}, {count} ausgewählt</translation>
    </message>
    <message>
        <source>Empty the trash ({size} MB)…</source>
        <translation>Papierkorb leeren ({size} MB)…</translation>
    </message>
    <message>
        <source>No take answers this search.</source>
        <translation>Kein Take passt zu dieser Suche.</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>Der Papierkorb ist leer.</translation>
    </message>
</context>
<context>
    <name>TextDialog</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>{layer}: empty</source>
        <translation>{layer}: leer</translation>
    </message>
    <message>
        <source>{count} layers</source>
        <translation>{count} Ebenen</translation>
    </message>
    <message>
        <source>no layer selected</source>
        <translation>keine Ebene ausgewählt</translation>
    </message>
    <message>
        <source>{layer}, in {start}, out {last}</source>
        <translation>{layer}, In {start}, Out {last}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{by}    in {start}   out {last}   {frames} frames   {seconds}</source>
        <translation>{by}    In {start}   Out {last}   {frames} Bilder   {seconds}</translation>
    </message>
    <message>
        <source>{by}    clip frames {first} to {last} of {frames}</source>
        <translation>{by}    Clipbilder {first} bis {last} von {frames}</translation>
    </message>
    <message>
        <source>{by}    frame {frame}</source>
        <translation>{by}    Bild {frame}</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Position X</source>
        <translation>Position X</translation>
    </message>
    <message>
        <source>Position Y</source>
        <translation>Position Y</translation>
    </message>
    <message>
        <source>Scale X</source>
        <translation>Skalierung X</translation>
    </message>
    <message>
        <source>Scale Y</source>
        <translation>Skalierung Y</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Drehung</translation>
    </message>
    <message>
        <source>Anchor X</source>
        <translation>Ankerpunkt X</translation>
    </message>
    <message>
        <source>Anchor Y</source>
        <translation>Ankerpunkt Y</translation>
    </message>
    <message>
        <source>hold</source>
        <translation>halten</translation>
    </message>
    <message>
        <source>blend</source>
        <translation>mischen</translation>
    </message>
    <message>
        <source>flow</source>
        <translation>Fluss</translation>
    </message>
    <message>
        <source>{clip} → {canvas} fps, {mode}</source>
        <translation>{clip} → {canvas} fps, {mode}</translation>
    </message>
</context>
<context>
    <name>TimelineClipboard</name>
    <message>
        <source>Pasted without pictures: {layers}, because clip {clips} is not in this project; export it where it comes from, and import it here.</source>
        <translation>Ohne Bilder eingefügt: {layers}, denn Clip {clips} ist nicht in diesem Projekt; ihn dort exportieren, woher er kommt, und hier importieren.</translation>
    </message>
</context>
<context>
    <name>TimelineEditing</name>
    <message>
        <source>Split {layers}</source>
        <translation>{layers} teilen</translation>
    </message>
    <message>
        <source>Move {layers}</source>
        <translation>{layers} verschieben</translation>
    </message>
    <message>
        <source>Trim {layers}</source>
        <translation>{layers} trimmen</translation>
    </message>
    <message>
        <source>Slip {layers}</source>
        <translation>Inhalt von {layers} unterschieben</translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation>Ebene duplizieren</translation>
    </message>
    <message>
        <source>Duplicate {layers}</source>
        <translation>{layers} duplizieren</translation>
    </message>
    <message>
        <source>{layer} copy</source>
        <translation>{layer} Kopie</translation>
    </message>
    <message>
        <source>Delete layer</source>
        <translation>Ebene löschen</translation>
    </message>
    <message>
        <source>Delete {layers}</source>
        <translation>{layers} löschen</translation>
    </message>
    <message>
        <source>Cut {layers}</source>
        <translation>{layers} ausschneiden</translation>
    </message>
    <message>
        <source>Paste {layers}</source>
        <translation>{layers} einfügen</translation>
    </message>
    <message>
        <source>Set in point</source>
        <translation>In-Punkt setzen</translation>
    </message>
    <message>
        <source>Set out point</source>
        <translation>Out-Punkt setzen</translation>
    </message>
    <message>
        <source>Clear work area</source>
        <translation>Arbeitsbereich aufheben</translation>
    </message>
    <message>
        <source>Add marker</source>
        <translation>Marke setzen</translation>
    </message>
    <message>
        <source>Delete marker</source>
        <translation>Marke löschen</translation>
    </message>
    <message>
        <source>There is no marker on this frame; go to one with Next marker first.</source>
        <translation>Auf diesem Bild ist keine Marke; zuerst mit „Nächste Marke“ zu einer gehen.</translation>
    </message>
    <message>
        <source>Delete all markers</source>
        <translation>Alle Marken löschen</translation>
    </message>
    <message>
        <source>No layer is selected; click one first.</source>
        <translation>Keine Ebene ist ausgewählt; zuerst eine anklicken.</translation>
    </message>
</context>
<context>
    <name>TimelineMenus</name>
    <message>
        <source>Label colour</source>
        <translation>Etikettfarbe</translation>
    </message>
    <message>
        <source>Name and colour…</source>
        <translation>Name und Farbe…</translation>
    </message>
    <message>
        <source>Delete marker</source>
        <translation>Marke löschen</translation>
    </message>
    <message>
        <source>Set or delete a key at the playhead</source>
        <translation>Keyframe am Abspielkopf setzen oder löschen</translation>
    </message>
    <message>
        <source>Select all keys of this property</source>
        <translation>Alle Keyframes dieser Eigenschaft auswählen</translation>
    </message>
    <message>
        <source>Delete all keys of this property</source>
        <translation>Alle Keyframes dieser Eigenschaft löschen</translation>
    </message>
    <message>
        <source>Timeline menu</source>
        <translation>Menü der Zeitleiste</translation>
    </message>
    <message>
        <source>Add key</source>
        <translation>Keyframe setzen</translation>
    </message>
    <message>
        <source>Past the clip&apos;s end</source>
        <translation>Nach dem Ende des Clips</translation>
    </message>
    <message>
        <source>Between frames</source>
        <translation>Zwischen den Bildern</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Half as fast</source>
        <translation>Halb so schnell</translation>
    </message>
    <message>
        <source>Twice as fast</source>
        <translation>Doppelt so schnell</translation>
    </message>
    <message>
        <source>One clip frame a frame</source>
        <translation>Je Bild ein Clipbild</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Scroll the timeline</source>
        <translation>Zeitleiste rollen</translation>
    </message>
    <message>
        <source>Timeline zoom</source>
        <translation>Zoom der Zeitleiste</translation>
    </message>
    <message>
        <source>{frames} frames</source>
        <translation>{frames} Bilder</translation>
    </message>
</context>
<context>
    <name>Tracks</name>
    <message>
        <source>Timeline tracks</source>
        <translation>Spuren der Zeitleiste</translation>
    </message>
    <message>
        <source>Trim {layers}</source>
        <translation>{layers} trimmen</translation>
    </message>
    <message>
        <source>Slip {layers}</source>
        <translation>Inhalt von {layers} unterschieben</translation>
    </message>
    <message>
        <source>Move {layers}</source>
        <translation>{layers} verschieben</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Timecode</source>
        <translation>Timecode</translation>
    </message>
    <message>
        <source>Type a timecode or a frame number to go there</source>
        <translation>Timecode oder Bildnummer eingeben, um dorthin zu gehen</translation>
    </message>
    <message>
        <source>Exchange timecode and frame number</source>
        <translation>Timecode und Bildnummer tauschen</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>frame {frame} / {last}</source>
        <translation>Bild {frame} / {last}</translation>
    </message>
    <message>
        <source>{speed} × speed</source>
        <translation>{speed} × Tempo</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
    <message>
        <source>{real} of {rate} fps</source>
        <translation>{real} von {rate} fps</translation>
    </message>
    <message>
        <source> · {count} dropped</source>
        <translation> · {count} ausgelassen</translation>
    </message>
    <message>
        <source>Play once</source>
        <translation>Einmal abspielen</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Ping-pong</source>
        <translation>Pingpong</translation>
    </message>
    <message>
        <source>At the end: {mode}</source>
        <translation>Am Ende: {mode}</translation>
    </message>
    <message>
        <source>Fit ({percent})</source>
        <translation>Ganz ({percent})</translation>
    </message>
</context>
<context>
    <name>ViewBar</name>
    <message>
        <source>RGB</source>
        <translation>RGB</translation>
    </message>
    <message>
        <source>R</source>
        <comment>the red channel</comment>
        <translation>R</translation>
    </message>
    <message>
        <source>G</source>
        <comment>the green channel</comment>
        <translation>G</translation>
    </message>
    <message>
        <source>B</source>
        <comment>the blue channel</comment>
        <translation>B</translation>
    </message>
    <message>
        <source>A</source>
        <comment>the alpha channel</comment>
        <translation>A</translation>
    </message>
    <message>
        <source>Straight</source>
        <translation>Straight</translation>
    </message>
    <message>
        <source>Matte</source>
        <translation>Matte</translation>
    </message>
    <message>
        <source>Guides</source>
        <translation>Hilfslinien</translation>
    </message>
    <message>
        <source>Behind the picture</source>
        <translation>Hinter dem Bild</translation>
    </message>
    <message>
        <source>Checker</source>
        <translation>Karos</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Mid grey</source>
        <translation>Mittelgrau</translation>
    </message>
    <message>
        <source>Own colour</source>
        <translation>Eigene Farbe</translation>
    </message>
    <message>
        <source>Choose a colour…</source>
        <translation>Farbe wählen…</translation>
    </message>
    <message>
        <source>Colour behind the picture</source>
        <translation>Farbe hinter dem Bild</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Wipe</source>
        <translation>Wischvergleich</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Onion skin</source>
        <translation>Zwiebelhaut</translation>
    </message>
    <message>
        <source>A, B while held</source>
        <translation>A, gehalten B</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>Heatmap</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>Residuum</translation>
    </message>
    <message>
        <source>a layer that is gone</source>
        <translation>eine gelöschte Ebene</translation>
    </message>
    <message>
        <source>Recomposition</source>
        <translation>Rekomposition</translation>
    </message>
    <message>
        <source>Blended scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>{take} {role}</source>
        <translation>{take} {role}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Red channel</source>
        <translation>Rotkanal</translation>
    </message>
    <message>
        <source>Green channel</source>
        <translation>Grünkanal</translation>
    </message>
    <message>
        <source>Blue channel</source>
        <translation>Blaukanal</translation>
    </message>
    <message>
        <source>Alpha channel</source>
        <translation>Alphakanal</translation>
    </message>
    <message>
        <source>Straight colour</source>
        <translation>Straight-Farbe</translation>
    </message>
    <message>
        <source>Matte overlay</source>
        <translation>Matte-Überlagerung</translation>
    </message>
    <message>
        <source>Solo: {layers}</source>
        <translation>Solo: {layers}</translation>
    </message>
</context>
<context>
    <name>ViewerPanel</name>
    <message>
        <source>Preview, step {step} of {total}</source>
        <translation>Vorschau, Schritt {step} von {total}</translation>
    </message>
    <message>
        <source>The first pictures will be here in a moment.</source>
        <translation>Die ersten Bilder kommen gleich.</translation>
    </message>
    <message>
        <source>Every layer with a picture is hidden.</source>
        <translation>Jede Ebene mit einem Bild ist ausgeblendet.</translation>
    </message>
    <message>
        <source>Nothing here yet.
Describe the layers on the left, then press Generate.</source>
        <translation>Hier ist noch nichts.
Links die Ebenen beschreiben, dann „Generieren“ drücken.</translation>
    </message>
    <message>
        <source>Copied the colour {colour}.</source>
        <translation>Farbe {colour} kopiert.</translation>
    </message>
</context>
<context>
    <name>WipeHandle</name>
    <message>
        <source>Wipe position</source>
        <translation>Wischposition</translation>
    </message>
    <message>
        <source>Drag the line, or move it with the arrow keys</source>
        <translation>Die Linie ziehen oder mit den Pfeiltasten bewegen</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>foreground</source>
        <translation>Vordergrund</translation>
    </message>
    <message>
        <source>background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>scene</source>
        <translation>Szene</translation>
    </message>
    <message>
        <source>media</source>
        <translation>Medien</translation>
    </message>
    <message>
        <source>FG</source>
        <translation>VG</translation>
    </message>
    <message>
        <source>BG</source>
        <translation>HG</translation>
    </message>
    <message>
        <source>SC</source>
        <translation>SZ</translation>
    </message>
    <message>
        <source>ME</source>
        <translation>ME</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>kein Etikett</translation>
    </message>
    <message>
        <source>red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>teal</source>
        <translation>Petrol</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>Rosa</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>negative prompt</source>
        <translation>negativer Prompt</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>Sampling</translation>
    </message>
    <message>
        <source>LoRAs</source>
        <translation>LoRAs</translation>
    </message>
    <message>
        <source>layers below</source>
        <translation>Ebenen darunter</translation>
    </message>
    <message>
        <source>{layers}: 0 pixels changed</source>
        <translation>{layers}: 0 Pixel geändert</translation>
    </message>
    <message>
        <source>{layers}: could not be compared</source>
        <translation>{layers}: Vergleich nicht möglich</translation>
    </message>
    <message>
        <source>Composing the layers below</source>
        <translation>Ebenen darunter werden komponiert</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Modell wird geladen</translation>
    </message>
    <message>
        <source>Reading the prompts</source>
        <translation>Prompts werden gelesen</translation>
    </message>
    <message>
        <source>Denoising</source>
        <translation>Entrauschen</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>Dekodieren</translation>
    </message>
    <message>
        <source>Cleaning the alpha</source>
        <translation>Alphakanal wird bereinigt</translation>
    </message>
    <message>
        <source>Asking the hub</source>
        <translation>Frage beim Hub an</translation>
    </message>
    <message>
        <source>Checking files</source>
        <translation>Prüfe Dateien</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Kopiere</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Lade herunter</translation>
    </message>
    <message>
        <source>Converting</source>
        <translation>Umwandeln</translation>
    </message>
    <message>
        <source>Storing</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Comparing what was kept</source>
        <translation>Behaltenes wird verglichen</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{duration} left</source>
        <translation>noch {duration}</translation>
    </message>
    <message>
        <source>{day} {month} {time}</source>
        <translation>{day}. {month} {time}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Addieren</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Negativ multiplizieren</translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation>Multiplizieren</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Ineinanderkopieren</translation>
    </message>
    <message>
        <source>Soft light</source>
        <translation>Weiches Licht</translation>
    </message>
    <message>
        <source>Hard light</source>
        <translation>Hartes Licht</translation>
    </message>
    <message>
        <source>Darken</source>
        <translation>Abdunkeln</translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation>Aufhellen</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>Hold each frame</source>
        <translation>Jedes Bild halten</translation>
    </message>
    <message>
        <source>Blend frames</source>
        <translation>Bilder mischen</translation>
    </message>
    <message>
        <source>Optical flow</source>
        <translation>Optischer Fluss</translation>
    </message>
    <message>
        <source>Hold last frame</source>
        <translation>Letztes halten</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Ping-pong</source>
        <translation>Pingpong</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Ease in and out</source>
        <translation>Weich beginnen und enden</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Halten</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
</context>
<context>
    <name>_ColourBox</name>
    <message>
        <source>Colour…</source>
        <translation>Farbe…</translation>
    </message>
</context>
</TS>

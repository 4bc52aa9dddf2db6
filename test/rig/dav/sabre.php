<?php
// A SabreDAV server as many hosts run one: calendars, address books, and people who delegate (calendar-proxy-read and -write).
// PHP's own web server runs it; RIG_DAV_FOLDER holds its data, RIG_DAV_USERS is a JSON object of users and passwords.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING & ~E_NOTICE);
ini_set('display_errors', '0');
date_default_timezone_set('UTC');
require_once 'Sabre/autoload.php';

class RigAuth extends \Sabre\DAV\Auth\Backend\AbstractBasic {
	protected function validateUserPass($username, $password) {
		$users = json_decode(getenv('RIG_DAV_USERS'), true);
		return isset($users[$username]) && $users[$username] === $password;
	}
}

$file = getenv('RIG_DAV_FOLDER') . '/sabre.sqlite';
$isNew = !file_exists($file);
$pdo = new \PDO('sqlite:' . $file);
$pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
if ($isNew) {
	$pdo->exec('CREATE TABLE principals (id INTEGER PRIMARY KEY, uri TEXT UNIQUE, email TEXT, displayname TEXT, vcardurl TEXT)');
	$pdo->exec('CREATE TABLE groupmembers (id INTEGER PRIMARY KEY, principal_id INTEGER, member_id INTEGER)');
	$pdo->exec('CREATE TABLE calendars (id INTEGER PRIMARY KEY, principaluri TEXT, displayname TEXT, uri TEXT, ctag INTEGER, description TEXT, calendarorder INTEGER, calendarcolor TEXT, timezone TEXT, components TEXT, transparent BOOL)');
	$pdo->exec('CREATE TABLE calendarobjects (id INTEGER PRIMARY KEY, calendardata BLOB, uri TEXT, calendarid INTEGER, lastmodified INTEGER, etag TEXT, size INTEGER, componenttype TEXT, firstoccurence INTEGER, lastoccurence INTEGER)');
	$pdo->exec('CREATE TABLE addressbooks (id INTEGER PRIMARY KEY, principaluri TEXT, displayname TEXT, uri TEXT, description TEXT, ctag INTEGER)');
	$pdo->exec('CREATE TABLE cards (id INTEGER PRIMARY KEY, addressbookid INTEGER, carddata BLOB, uri TEXT, lastmodified INTEGER)');
	$principal = function ($uri, $name) use ($pdo) {
		$pdo->prepare('INSERT INTO principals (uri, displayname) VALUES (?, ?)')->execute(array($uri, $name));
		return $pdo->lastInsertId();
	};
	$calendar = function ($owner, $uri, $name, $components) use ($pdo) {
		$pdo->prepare('INSERT INTO calendars (principaluri, displayname, uri, ctag, calendarorder, calendarcolor, components, transparent) VALUES (?, ?, ?, 1, 0, ?, ?, 0)')
			->execute(array($owner, $name, $uri, '#1F6FEBFF', $components));
	};
	$delegate = $principal('principals/direction', 'Direction');
	$write = $principal('principals/direction/calendar-proxy-write', null);
	$principal('principals/direction/calendar-proxy-read', null);
	$calendar('principals/direction', 'agenda', 'Agenda de la direction', 'VEVENT');
	foreach (array_keys(json_decode(getenv('RIG_DAV_USERS'), true)) as $user) {
		$me = $principal('principals/' . $user, $user);
		$principal('principals/' . $user . '/calendar-proxy-read', null);
		$principal('principals/' . $user . '/calendar-proxy-write', null);
		$pdo->prepare('INSERT INTO groupmembers (principal_id, member_id) VALUES (?, ?)')->execute(array($write, $me));
		$calendar('principals/' . $user, 'default', 'Mon agenda', 'VEVENT,VTODO');
		$calendar('principals/' . $user, 'taches', 'Mes tâches', 'VTODO');
		$pdo->prepare('INSERT INTO addressbooks (principaluri, displayname, uri, ctag) VALUES (?, ?, ?, 1)')
			->execute(array('principals/' . $user, 'Mes contacts', 'default'));
	}
}

// Called from the command line it only makes the data.
if (PHP_SAPI === 'cli') {
	exit;
}

$principals = new \Sabre\DAVACL\PrincipalBackend\PDO($pdo);
$server = new \Sabre\DAV\Server(array(
	new \Sabre\CalDAV\Principal\Collection($principals),
	new \Sabre\CalDAV\CalendarRootNode($principals, new \Sabre\CalDAV\Backend\PDO($pdo)),
	new \Sabre\CardDAV\AddressBookRoot($principals, new \Sabre\CardDAV\Backend\PDO($pdo)),
));
$server->setBaseUri('/');
$server->addPlugin(new \Sabre\DAV\Auth\Plugin(new RigAuth(), 'SabreDAV'));
$server->addPlugin(new \Sabre\CalDAV\Plugin());
$server->addPlugin(new \Sabre\CardDAV\Plugin());
$server->addPlugin(new \Sabre\DAVACL\Plugin());
$server->exec();

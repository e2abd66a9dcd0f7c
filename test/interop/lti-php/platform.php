<?php
/*
 * A learning platform by the code of celtic-project/LTI-PHP: it starts the login, answers the authentication request and signs
 * the launch. Run by `php -S`, with the addresses and folders in the environment.
 */
declare(strict_types=1);
ini_set('display_errors', 'stderr');
error_reporting(E_ALL & ~E_DEPRECATED);

use ceLTIc\LTI\DataConnector\DataConnector;
use ceLTIc\LTI\Enum\LtiVersion;
use ceLTIc\LTI\Jwt\Jwt;
use ceLTIc\LTI\Platform;
use ceLTIc\LTI\Tool;

spl_autoload_register(function (string $class): void {
    $homes = ['ceLTIc\\LTI\\' => getenv('LTI_PHP'), 'Firebase\\JWT\\' => getenv('PHP_JWT')];
    foreach ($homes as $prefix => $folder) {
        if (str_starts_with($class, $prefix)) {
            $file = "{$folder}/src/" . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
            if (is_file($file)) require $file;
        }
    }
});

$base = getenv('BASE');
$laurel = getenv('TOOL');
$keyFile = getenv('KEY_FILE');
if (!is_file($keyFile)) file_put_contents($keyFile, Jwt::getJwtClient()::generateKey('RS256'));
$key = file_get_contents($keyFile);

$connector = DataConnector::getDataConnector();
$tool = new Tool($connector);
$tool->initiateLoginUrl = "{$laurel}/lti/login";
$tool->redirectionUris = ["{$laurel}/lti/launch"];
$tool->messageUrl = "{$laurel}/lti/launch";
Tool::$defaultTool = $tool;

$platform = new Platform($connector);
$platform->ltiVersion = LtiVersion::V1P3;
$platform->platformId = $base;
$platform->clientId = 'php-client';
$platform->deploymentId = 'D-1';
$platform->signatureMethod = 'RS256';
$platform->rsaKey = $key;
$platform->kid = 'php-1';

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/keys') {
    header('Content-Type: application/json');
    echo json_encode(Jwt::getJwtClient()::getJWKS($key, 'RS256', 'php-1'));
} elseif ($path === '/start') {
    $params = [
        'user_id' => $_GET['user'],
        'roles' => $_GET['roles'],
        'lis_person_name_full' => 'Ada Lovelace',
        'lis_person_contact_email_primary' => 'ada@example.edu',
        'context_id' => 'c-7',
        'context_title' => 'Physics',
        'context_type' => 'CourseSection',
        'resource_link_id' => 'r-1',
        'resource_link_title' => 'Badges',
        'tool_consumer_info_product_family_code' => 'celtic',
        'tool_consumer_instance_name' => 'Celtic test platform',
        'launch_presentation_document_target' => 'iframe',
        'custom_lineitems_url' => "{$base}/lineitems",
        'custom_ags_scopes' => 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
        'custom_context_memberships_v2_url' => "{$base}/members",
    ];
    echo $platform->sendMessage($tool->messageUrl, 'basic-lti-launch-request', $params);
} elseif ($path === '/auth') {
    $platform->handleRequest();
} else {
    http_response_code(404);
}
